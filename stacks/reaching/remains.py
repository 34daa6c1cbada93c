"""What of a stack is still in a Kubernetes cluster, found by its label in every kind that the API server has."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.kubernetes.media_types import ONLY_METADATA
from components.topology.labels import MANAGED_BY, PLAN, STACK
from components.topology.names import label_value
from stacks.cli.console import console
from stacks.cli.failures import Failed
from stacks.reaching.way_in import told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

OUR_GROUPS = frozenset(
    {
        "", "apps", "batch", "policy", "ray.io", "kueue.x-k8s.io", "monitoring.coreos.com", "cert-manager.io",
        "nvidia.com", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io",
        "networking.k8s.io", "rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    }
)  # fmt: skip
"""API groups of what `up` and its operators make: where one cannot be looked at, nobody knows what is left."""

NOT_OURS_TO_REMOVE = frozenset({"events", "endpoints", "endpointslices", "componentstatuses"})
"""Kinds that the API server itself makes, labels included, and forgets by itself."""

GONE_SECONDS = 300.0
"""Pods have up to two minutes to end their work, and a namespace ends after its last one."""
SEEN_SECONDS = 10.0
"""A kind that ends with its operator cannot be listed for a moment."""
POLL_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose objects are meant: those of the stack with this id, or of a plan whose objects have no stack's label.

    The plan is not known where an `up` was killed before anything was recorded; a stack's label is then enough.
    """

    plan: str | None
    stack: str | None

    @property
    def selector(self) -> str:
        """Return by which labels the API server finds them, and nobody else's."""
        return ",".join(
            f"!{key}" if value is None else f"{key}={value}" for key, value in self.labels.items()
        )

    @property
    def labels(self) -> dict[str, str | None]:
        """Return these labels, None for one that they do not have."""
        if self.stack is not None:
            return {STACK: self.stack}
        return {PLAN: label_value(self.plan or ""), STACK: None}

    def __str__(self) -> str:
        """Say who it is."""
        return f"plan {self.plan}" if self.plan else f"stack {self.stack}"


@dataclass(frozen=True, kw_only=True, order=True)
class Remaining:
    """An object that still carries its owner's label; `finalizers` are who must let it go before it goes.

    `path` is its own; `is_owned` that it goes with another object; `is_managed` that we made it, not a chart; `made` is
    the moment at which it was made, as the API server writes it.
    """

    kind: str
    namespace: str
    name: str
    is_ending: bool
    finalizers: tuple[str, ...]
    path: str
    is_owned: bool
    is_managed: bool
    made: str = ""

    def __str__(self) -> str:
        """Say what it is and what holds it."""
        where = f"{self.namespace}/" if self.namespace else ""
        held = f" (held by {', '.join(self.finalizers)})" if self.finalizers and self.is_ending else ""
        return f"{self.kind} {where}{self.name}{held}"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was found, sorted, and one line for each kind that may have something of ours and could not be seen."""

    left: list[Remaining]
    unseen: list[str]


def require_nothing_left(access: "Access", owner: Owner) -> None:
    """Wait until no object carries its owner's label any more.

    Raises:
        Failed: something stays, or could not be looked at; the message names it and who holds it.
        Refused: the API server does not answer.
    """
    deadline = time.monotonic() + GONE_SECONDS
    patience = time.monotonic() + SEEN_SECONDS
    with console.status("looking whether anything is left in the cluster"), told():
        while True:
            found = look(access, owner)
            if not found.left and not found.unseen:
                return
            if found.left:
                patience = time.monotonic() + SEEN_SECONDS
            elif time.monotonic() > patience:
                raise _unseen(owner, found.unseen)
            # What nobody asked to go does not go by waiting.
            if found.left and not any(each.is_ending for each in found.left):
                time.sleep(POLL_SECONDS)
                stays = [each for each in remaining(access, owner) if not each.is_ending]
                if stays:
                    raise _left(owner, stays)
            if found.left and time.monotonic() > deadline:
                raise _left(owner, sorted({*found.left, *_inside(access, found.left)}))
            time.sleep(POLL_SECONDS)


def _inside(access: "Access", left: Sequence[Remaining]) -> Iterator[Remaining]:
    """Yield what is in namespaces that do not end, whoever made it: a namespace waits for all of it."""
    for space in (each for each in left if each.kind == "Namespace" and each.is_ending):
        for path, kind, is_namespaced in listable(access):
            if is_namespaced:
                version, _, plural = path.rpartition("/")
                here = f"{version}/namespaces/{space.name}/{plural}"
                yield from labelled(access, here, kind, "", [])


def _unseen(owner: Owner, unseen: Sequence[str]) -> Failed:
    shown = "\n  ".join(unseen)
    return Failed(
        f"whether anything of {owner} is left in the cluster cannot be told, since this could not be looked at:\n"
        f"  {shown}\nrun `groundplan down` again when it can; what is recorded of the stack stays until then"
    )


def _left(owner: Owner, left: Sequence[Remaining]) -> Failed:
    shown = "\n  ".join(str(each) for each in left[:20])
    more = f"\n  and {len(left) - 20} more" if len(left) > 20 else ""
    return Failed(
        f"of {owner} this is left in the cluster:\n  {shown}{more}\n"
        "an object that is held goes when its holder lets it go: look whether that operator runs; then run "
        "`groundplan down` again"
    )


def remaining(access: "Access", owner: Owner) -> list[Remaining]:
    """Return every object of an owner, of every kind that can be listed, sorted. Raises NoCluster."""
    return look(access, owner).left


def look(access: "Access", owner: Owner) -> Look:
    """Look at every kind that can be listed. Raises NoCluster where the API server does not say which there are."""
    left, unseen = [], []
    for path, kind, _ in listable(access, unseen):
        left += labelled(access, path, kind, owner.selector, unseen)
    return Look(left=sorted(left), unseen=unseen)


def labelled(access: "Access", path: str, kind: str, selector: str, unseen: list[str]) -> Iterator[Remaining]:
    """Yield the objects of one kind, or add to `unseen` why they could not be looked at; a kind that is gone has none.

    Of kinds that nothing of ours is of it is only told, so that somebody else's server that died keeps no `down`.
    """
    from components.kubernetes.access import Missing, NoCluster

    try:
        for item in access.listed(path, accept=ONLY_METADATA, labelSelector=selector):
            yield _remaining(path, kind, item["metadata"])
    except Missing:
        return
    except NoCluster as error:
        _cannot_look(path, error, unseen)


def _cannot_look(path: str, error: Exception, unseen: list[str]) -> None:
    group = path.removeprefix("/").split("/")[1] if path.startswith("/apis/") else ""
    if group in OUR_GROUPS:
        unseen.append(f"{path}: {error}")
    else:
        console.print(f"{path} could not be looked at: {error}", markup=False)


def _remaining(path: str, kind: str, metadata: Mapping[str, Any]) -> Remaining:
    version, _, plural = path.rpartition("/")
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    inside = f"/namespaces/{namespace}" if namespace and "/namespaces/" not in version else ""
    return Remaining(
        kind=kind,
        namespace=namespace,
        name=name,
        is_ending="deletionTimestamp" in metadata,
        finalizers=tuple(metadata.get("finalizers") or ()),
        path=f"{version}{inside}/{plural}/{name}",
        is_owned=any(each.get("controller") for each in metadata.get("ownerReferences") or ()),
        is_managed=MANAGED_BY.items() <= (metadata.get("labels") or {}).items(),
        made=metadata.get("creationTimestamp") or "",
    )


def listable(access: "Access", unseen: list[str] | None = None) -> Iterator[tuple[str, str, bool]]:
    """Yield path, name and whether its objects lie in namespaces of every kind that can be listed and deleted, one
    version of each. Raises NoCluster.

    Groups that could not be asked are added to `unseen`.
    """
    unseen = [] if unseen is None else unseen
    versions = ["/api/v1"]
    groups = access.get("/apis")["groups"]
    versions += [f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups]
    for version in versions:
        for resource in _resources(access, version, unseen):
            verbs = resource.get("verbs") or ()
            name = resource["name"]
            if "/" in name or "list" not in verbs or "delete" not in verbs or name in NOT_OURS_TO_REMOVE:
                continue
            yield f"{version}/{name}", resource["kind"], bool(resource.get("namespaced"))


def _resources(access: "Access", version: str, unseen: list[str]) -> Sequence[Mapping[str, Any]]:
    """Return the kinds of a version; none where the server behind it is away, as with a metrics server that died."""
    from components.kubernetes.access import Missing, NoCluster

    try:
        return access.get(version)["resources"]
    except Missing:
        return ()
    except NoCluster as error:
        if version == "/api/v1":
            raise
        _cannot_look(version, error, unseen)
        return ()
