"""What `down` destroys for good, listed before it asks: the stores, their size on disk, the model versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.cloud_stores import stores_in_cloud, told
from stacks.state import Deployment, Resource


@dataclass(frozen=True, kw_only=True)
class LostStore:
    """One store that would be destroyed; `size_bytes` is what it occupies, None when it cannot be read.

    Of a store in a Kubernetes cluster only the `size` that was claimed is known.
    """

    name: str
    holds: str
    path: str
    size_bytes: int | None
    size: str | None = None


def lost_stores(deployment: Deployment) -> tuple[LostStore, ...]:
    """Return the stores of a stack, by name."""
    stores = []
    for volume in deployment.of_kind("hosts:Volume"):
        path = str(volume.inputs.get("path", ""))
        stores.append(
            LostStore(
                name=str(volume.inputs.get("store", volume.urn.rpartition("::")[2])),
                holds=str(volume.inputs.get("holds", "?")),
                path=path,
                size_bytes=size_on_disk(Path(path)) if path else None,
            )
        )
    claims = [claim.inputs for claim in deployment.of_kind("PersistentVolumeClaim")]
    for service in deployment.of_kind("StatefulSet"):
        claims += _claims_of(service)
    stores += [_lost_claim(claim, deployment) for claim in claims]
    for name, holds, where in map(told, stores_in_cloud(deployment)):
        stores.append(LostStore(name=name, holds=holds, path=where, size_bytes=None))
    return tuple(sorted(stores, key=lambda store: store.name))


def _claims_of(service: Resource) -> Iterator[Mapping[str, Any]]:
    """Yield the claims that Kubernetes makes for the pods of a StatefulSet, which the state does not have."""
    metadata, spec = service.inputs.get("metadata") or {}, service.inputs.get("spec") or {}
    for template in spec.get("volumeClaimTemplates") or ():
        of = template.get("metadata") or {}
        labels = {"groundplan-holds": f"what {metadata.get('name')} keeps", **(of.get("labels") or {})}
        for number in range(int(spec.get("replicas", 1))):
            name = f"{of.get('name')}-{metadata.get('name')}-{number}"
            place = {"name": name, "namespace": metadata.get("namespace"), "labels": labels}
            yield {**template, "metadata": place}


def _lost_claim(claim: Mapping[str, Any], deployment: Deployment) -> LostStore:
    """Return what is lost with a claim; what becomes of its volume says its class."""
    metadata, spec = claim.get("metadata") or {}, claim.get("spec") or {}
    labels = metadata.get("labels") or {}
    classes = {
        (each.inputs.get("metadata") or {}).get("name"): each.inputs.get("reclaimPolicy", "Delete")
        for each in deployment.of_kind("StorageClass")
    }
    policy = classes.get(spec.get("storageClassName"))
    fate = {"Delete": "its volume is deleted", "Retain": "its volume stays, for its owner to remove"}
    return LostStore(
        name=str(labels.get("groundplan-store") or metadata.get("name", "?")),
        holds=str(labels.get("groundplan-holds", "?")),
        path=f"claim {metadata.get('namespace')}/{metadata.get('name')}: "
        + fate.get(str(policy), "what becomes of its volume decides its class"),
        size_bytes=None,
        size=str(((spec.get("resources") or {}).get("requests") or {}).get("storage", "size unknown")),
    )


def size_on_disk(folder: Path) -> int | None:
    """Return how many bytes a folder occupies, without what is mounted in it, or None when it is not there."""
    from components.hosts.inventory import stored_bytes

    return stored_bytes(folder) if folder.is_dir() else None


def describe_loss(stores: Sequence[LostStore], versions: Sequence[str]) -> list[str]:
    """Return the lines that tell what would be lost; nobody can list the versions of a stack that does not run."""
    lines = []
    for store in stores:
        size = store.size or "size unknown"
        if store.size and store.size.isdecimal():
            size = readable_bytes(int(store.size))
        elif store.size_bytes is not None:
            size = readable_bytes(store.size_bytes)
        lines.append(f"store {store.name} (holds {store.holds}): {size} in {store.path}")
    if not lines:
        return ["no store holds anything"]
    return [*lines, f"model versions: {', '.join(versions) or 'none, or none that can be listed now'}"]


def readable_bytes(count: int) -> str:
    """Return a count of bytes in the largest binary unit that keeps it at 1 or more.

    >>> readable_bytes(1536)
    '1.5 KiB'
    """
    size, unit = float(count), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{count} B" if unit == "B" else f"{size:.1f} {unit}"
