"""What of a plan is still in a Kubernetes cluster, found by its labels in every kind that the API server has."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.topology.names import label_value
from stacks.cli.console import console
from stacks.cli.failures import Failed
from stacks.reaching.way_in import told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

PLAN_LABEL = "groundplan-plan"
ONLY_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
PAGE = 500
"""Objects a page: what kubectl asks for at once."""

NOT_OURS_TO_REMOVE = frozenset({"events", "endpoints", "endpointslices", "componentstatuses"})
"""Kinds that the API server itself makes, labels included, and forgets by itself."""

GONE_SECONDS = 300.0
"""Pods have up to two minutes to end their work, and a namespace ends after its last one."""
POLL_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True, order=True)
class Remaining:
    """An object that still carries a plan's labels; `finalizers` are who must let it go before it goes."""

    kind: str
    namespace: str
    name: str
    is_ending: bool
    finalizers: tuple[str, ...]

    def __str__(self) -> str:
        """Say what it is and what holds it."""
        where = f"{self.namespace}/" if self.namespace else ""
        held = f" (held by {', '.join(self.finalizers)})" if self.finalizers and self.is_ending else ""
        return f"{self.kind} {where}{self.name}{held}"


def require_nothing_left(access: "Access", plan: str) -> None:
    """Wait until no object carries a plan's labels any more.

    Raises:
        Failed: something stays; the message names it and who holds it.
        Refused: the API server does not answer.
    """
    deadline = time.monotonic() + GONE_SECONDS
    with console.status("looking whether anything is left in the cluster"), told():
        while left := remaining(access, plan):
            # What nobody asked to go does not go by waiting.
            stays = [each for each in left if not each.is_ending]
            if stays and len(stays) == len(left):
                time.sleep(POLL_SECONDS)
                stays = [each for each in remaining(access, plan) if not each.is_ending]
                if stays:
                    raise _left(plan, stays)
            if time.monotonic() > deadline:
                raise _left(plan, left)
            time.sleep(POLL_SECONDS)


def _left(plan: str, left: Sequence[Remaining]) -> Failed:
    shown = "\n  ".join(str(each) for each in left[:20])
    more = f"\n  and {len(left) - 20} more" if len(left) > 20 else ""
    return Failed(
        f"of plan {plan} this is left in the cluster:\n  {shown}{more}\n"
        "an object that is held goes when its holder lets it go: look whether that operator runs; then run "
        "`groundplan down` again"
    )


def remaining(access: "Access", plan: str) -> list[Remaining]:
    """Return every object with a plan's labels, of every kind that can be listed, sorted. Raises NoCluster."""
    found = []
    value = label_value(plan)
    for path, kind in listable(access):
        for item in _labelled(access, path, value):
            metadata = item["metadata"]
            found.append(
                Remaining(
                    kind=kind,
                    namespace=metadata.get("namespace", ""),
                    name=metadata["name"],
                    is_ending="deletionTimestamp" in metadata,
                    finalizers=tuple(metadata.get("finalizers") or ()),
                )
            )
    return sorted(found)


def listable(access: "Access") -> Iterator[tuple[str, str]]:
    """Yield path and name of every kind that can be listed and deleted, one version of each. Raises NoCluster."""
    versions = ["/api/v1"]
    groups = access.get("/apis")["groups"]
    versions += [f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups]
    for version in versions:
        for resource in _resources(access, version):
            verbs = resource.get("verbs") or ()
            name = resource["name"]
            if "/" in name or "list" not in verbs or "delete" not in verbs or name in NOT_OURS_TO_REMOVE:
                continue
            yield f"{version}/{name}", resource["kind"]


def _resources(access: "Access", version: str) -> Sequence[Mapping[str, Any]]:
    """Return the kinds of a version; none where the server behind it is away, as with a metrics server that died."""
    from components.kubernetes.access import NoCluster

    try:
        return access.get(version)["resources"]
    except NoCluster as error:
        if version == "/api/v1":
            raise
        console.print(f"{version} could not be looked at: {error}", markup=False)
        return ()


def _labelled(access: "Access", path: str, value: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of one kind; a kind that we may not list is said, since nothing can be told of it."""
    from components.kubernetes.access import NoCluster

    query = {"labelSelector": f"{PLAN_LABEL}={value}", "limit": str(PAGE)}
    try:
        while True:
            page = access.get(path, accept=ONLY_METADATA, **query)
            yield from page.get("items") or ()
            following = page["metadata"].get("continue")
            if not following:
                return
            query["continue"] = following
    except NoCluster as error:
        console.print(f"{path} could not be looked at: {error}", markup=False)
