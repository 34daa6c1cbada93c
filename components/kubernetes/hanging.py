"""What a cluster still holds of its cloud: disks, load balancers, machines that would be left if it went now. Pure.

It decides from objects as the API server shows them and asks nothing; `draining.py` asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.topology.labels import CLUSTER, POOL

Object = Mapping[str, Any]

VOLUME, SERVICE, INGRESS, GATEWAY, NODE = "PersistentVolume", "Service", "Ingress", "Gateway", "Node"

ON_ITS_NODE = ("hostPath", "local")
"""Sources of volumes that are a folder or a disk of a node, and go with it."""
DELETES = "Delete"
GIVEN_UP = ("Released", "Failed")
"""Phases of a volume whose claim is gone; of a failed one the driver tries again to delete the disk."""
CLEANUP = "service.kubernetes.io/load-balancer-cleanup"
"""The finalizer by which a cloud's controller keeps a Service, also one of another type by now, until its balancer is
gone (Kubernetes, "Garbage Collecting Load Balancers")."""
KARPENTER = "karpenter.sh/nodepool"
"""The label of nodes that Karpenter made: they are in no pool of a cloud, so none takes them along."""
MIRROR = "kubernetes.io/config.mirror"
"""The annotation of a pod that a node's kubelet runs by itself."""
ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, kw_only=True)
class Whose:
    """What is the stack's own: nodes by labels, the rest by namespaces, which may be gone before what was in them.

    `kept_nodes` are how many nodes a pool keeps that no pod asks for, by "<cluster>/<pool>"; 0 for others.
    """

    labels: Mapping[str, str]
    namespaces: frozenset[str] = frozenset()
    kept_nodes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Every object of these kinds in a cluster."""

    volumes: Sequence[Object] = ()
    claims: Sequence[Object] = ()
    services: Sequence[Object] = ()
    ingresses: Sequence[Object] = ()
    gateways: Sequence[Object] = ()
    nodes: Sequence[Object] = ()
    pods: Sequence[Object] = ()


@dataclass(frozen=True, kw_only=True, order=True)
class Hanging:
    """An object that stands for something of the cloud. `place` is its name, with its namespace before a slash.

    `notes` tell what matters of it; `is_going` is false for one that nobody has asked to go, so that waiting is vain.
    """

    kind: str
    place: str
    finalizers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_going: bool = True

    def __str__(self) -> str:
        """Say what it is, and who holds it."""
        asked = () if self.is_going else ("nobody has asked it to go",)
        held = (f"finalizers {', '.join(self.finalizers)}",) if self.finalizers else ()
        said = "; ".join((*self.notes, *asked, *held))
        return f"{self.kind} {self.place}" + (f" ({said})" if said else "")


def hanging(seen: Seen, whose: Whose) -> tuple[Hanging, ...]:
    """Return what holds up the end of a cluster, sorted.

    Disks and load balancers hold it whoever made them, since they would outlive the cluster and be nobody's; nodes
    only where they are the stack's own, or Karpenter's.
    """
    return tuple(sorted((*_volumes(seen, whose), *_load_balancers(seen, whose), *_nodes(seen, whose))))


def _volumes(seen: Seen, whose: Whose) -> Iterator[Hanging]:
    """Yield the volumes that are to delete a disk; one that is to be kept is no reason to wait."""
    claims = {each["metadata"].get("uid"): each for each in seen.claims}
    for volume in seen.volumes:
        spec = volume["spec"]
        if spec.get("persistentVolumeReclaimPolicy") != DELETES or any(key in spec for key in ON_ITS_NODE):
            continue
        by = spec.get("claimRef") or {}
        claim = claims.get(by.get("uid"))
        phase = (volume.get("status") or {}).get("phase")
        is_left = "uid" in by and (claim is None or _is_ending(claim))
        yield Hanging(
            kind=VOLUME,
            place=_place(volume),
            finalizers=_finalizers(volume),
            notes=_notes_of_volume(volume, by, claim, whose),
            is_going=_is_ending(volume) or phase in GIVEN_UP or is_left,
        )


def _notes_of_volume(volume: Object, by: Object, claim: Object | None, whose: Whose) -> tuple[str, ...]:
    notes = []
    if by:
        notes.append(f"its claim {by.get('namespace')}/{by.get('name')} is {_state(by, claim)}")
        notes += _strange(str(by.get("namespace")), whose)
    driver = (volume["spec"].get("csi") or {}).get("driver")
    return (*notes, *([f"driver {driver}"] if driver else []))


def _state(by: Object, claim: Object | None) -> str:
    if "uid" not in by:
        return "awaited"  # a volume that was made for a claim to come
    if claim is None:
        return "gone"
    held = f", held by {', '.join(_finalizers(claim))}" if _finalizers(claim) else ""
    return f"ending{held}" if _is_ending(claim) else "there"


def _load_balancers(seen: Seen, whose: Whose) -> Iterator[Hanging]:
    for service in seen.services:
        if service["spec"].get("type") == "LoadBalancer" or CLEANUP in _finalizers(service):
            yield _balanced(SERVICE, service, whose)
    for ingress in seen.ingresses:
        balancer = (ingress.get("status") or {}).get("loadBalancer") or {}
        if _finalizers(ingress) or balancer.get("ingress"):
            yield _balanced(INGRESS, ingress, whose)
    for gateway in seen.gateways:
        if _finalizers(gateway) or (gateway.get("status") or {}).get("addresses"):
            yield _balanced(GATEWAY, gateway, whose)


def _balanced(kind: str, found: Object, whose: Whose) -> Hanging:
    return Hanging(
        kind=kind,
        place=_place(found),
        finalizers=_finalizers(found),
        notes=_strange(str(found["metadata"].get("namespace")), whose),
        is_going=_is_ending(found),
    )


def _nodes(seen: Seen, whose: Whose) -> Iterator[Hanging]:
    """Yield the nodes of each pool beyond those that it keeps: of these first what is going, then the youngest."""
    pools: dict[str, list[Object]] = {}
    for node in seen.nodes:
        labels = node["metadata"].get("labels") or {}
        if KARPENTER in labels:
            yield _node(node)
        elif whose.labels.items() <= labels.items() and POOL in labels:
            pools.setdefault(f"{labels.get(CLUSTER)}/{labels[POOL]}", []).append(node)
    used = set(_used_nodes(seen.pods, whose))
    for pool, nodes in pools.items():
        beyond = len(nodes) - whose.kept_nodes.get(pool, 0)
        idle = sorted((each for each in nodes if _place(each) not in used), key=_place)
        idle.sort(key=_made_at, reverse=True)
        idle.sort(key=lambda node: not _is_ending(node))
        yield from (_node(node, f"pool {pool}") for node in idle[: max(0, beyond)])


def _node(node: Object, *notes: str) -> Hanging:
    return Hanging(kind=NODE, place=_place(node), finalizers=_finalizers(node), notes=notes)


def _used_nodes(pods: Sequence[Object], whose: Whose) -> Iterator[str]:
    """Yield the nodes on which something runs that is neither the stack's nor on every node.

    An autoscaler leaves a node to the cluster's own pods where they have no other place, and its pool takes it along.
    """
    for pod in pods:
        metadata = pod["metadata"]
        owners = {each.get("kind") for each in metadata.get("ownerReferences") or ()}
        is_of_every_node = "DaemonSet" in owners or MIRROR in (metadata.get("annotations") or {})
        is_over = (pod.get("status") or {}).get("phase") in ENDED or _is_ending(pod)
        if not is_of_every_node and not is_over and metadata.get("namespace") not in whose.namespaces:
            yield str(pod["spec"].get("nodeName"))


def _strange(namespace: str, whose: Whose) -> tuple[str, ...]:
    return () if namespace in whose.namespaces else ("not this stack's",)


def _is_ending(found: Object) -> bool:
    return bool(found["metadata"].get("deletionTimestamp"))


def _finalizers(found: Object) -> tuple[str, ...]:
    return tuple(found["metadata"].get("finalizers") or ())


def _made_at(found: Object) -> str:
    return str(found["metadata"].get("creationTimestamp") or "")


def _place(found: Object) -> str:
    metadata = found["metadata"]
    return (
        f"{metadata['namespace']}/{metadata['name']}" if metadata.get("namespace") else str(metadata["name"])
    )
