"""What of a stack is in a cluster and in no state: jobs that commands made, and what a killed `up` was making.

It is known by the stack's label. Nodes and volumes are never removed: others made them.
"""

import contextlib
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from components.topology.labels import PLAN, ROLE, STACK
from components.topology.model import PROMOTION
from stacks.cli.console import console
from stacks.cli.failures import Failed, Refused
from stacks.reaching.remains import Owner, Remaining, labelled, remaining
from stacks.reaching.way_in import told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

ALWAYS_UNRECORDED = {
    "RayJob": ("/apis/ray.io/v1/rayjobs", ""),
    "Job": ("/apis/batch/v1/jobs", f",{ROLE}={PROMOTION}"),
}
"""Kind -> its list, and what is asked of its labels beside the owner's: `submit --queued` and `promote` make them."""
ELSE_RECORDED = {"RayService": "/apis/ray.io/v1/rayservices", "RayCluster": "/apis/ray.io/v1/rayclusters"}
"""Kinds that only an operator lets go; of a killed `up` the state may not have them."""
ENDED_SECONDS = 600.0
"""KubeRay gives up after five minutes the store of a head that it cannot empty, and pods have two to end."""
POLL_SECONDS = 1.0

Recorded = tuple[str, str, str]
"""Kind, namespace ("" where it has none) and name of what the state has."""

STOOD_ON = {
    "Namespace": "/api/v1/namespaces",
    "CustomResourceDefinition": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "StorageClass": "/apis/storage.k8s.io/v1/storageclasses",
    "PriorityClass": "/apis/scheduling.k8s.io/v1/priorityclasses",
}
"""Kinds that the others stand on, with their lists: whose these are, the rest is too."""

NOT_OURS = frozenset({"Node", "PersistentVolume", "PersistentVolumeClaim"})
ASKING_OTHERS = (
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy",
)  # fmt: skip
"""They go first: whom they ask may be gone, and then nothing else could be removed."""


def require_own(access: "Access", owner: Owner, recorded: Collection[Recorded]) -> None:
    """Refuse to destroy what the state has and the cluster says is another stack's: the engine goes by names alone.

    Raises:
        Refused: another stack has taken something over, or the API server does not answer.
    """
    others = f"{PLAN},{STACK}" + (f",{STACK}!={owner.stack}" if owner.stack else "")
    with told():
        taken = [
            each
            for kind, path in STOOD_ON.items()
            for each in labelled(access, path, kind, others, [])
            if (kind, "", each.name) in recorded
        ]
    if taken:
        raise Refused(
            f"the state of {owner} has what belongs to another stack by now ({', '.join(map(str, taken))}), and `down` "
            "would remove it; see its label groundplan-stack, and where that is right give up the record alone with "
            "`pulumi stack rm --force`"
        )


def end_unrecorded_work(access: "Access", owner: Owner, recorded: Collection[Recorded]) -> None:
    """End the Ray jobs, promotions and unrecorded Ray clusters of a stack, while their operators still run.

    Args:
        access: the way into the cluster.
        owner: whose.
        recorded: kind, namespace and name of what the state has, which the engine ends.

    Raises:
        Failed: something does not go; the message names it and who holds it.
        Refused: the API server does not answer.
    """
    deadline = time.monotonic() + ENDED_SECONDS
    with console.status("ending jobs"), told():
        while left := _work(access, owner, recorded):
            for each in left:
                if not each.is_ending:
                    _delete(access, each)
            if time.monotonic() > deadline:
                shown = "\n  ".join(map(str, left))
                raise Failed(
                    f"of {owner} this does not end:\n  {shown}\nan object that is held goes when its holder lets "
                    "it go: look whether that operator runs; then run `groundplan down` again"
                )
            time.sleep(POLL_SECONDS)


def _work(access: "Access", owner: Owner, recorded: Collection[Recorded]) -> list[Remaining]:
    unseen: list[str] = []
    found: list[Remaining] = []
    for kind, (path, more) in ALWAYS_UNRECORDED.items():
        found += labelled(access, path, kind, owner.selector + more, unseen)
    for kind, path in ELSE_RECORDED.items():
        known = labelled(access, path, kind, owner.selector, unseen)
        found += [each for each in known if (kind, each.namespace, each.name) not in recorded]
    if unseen:
        shown = "\n  ".join(unseen)
        raise Failed(f"whether jobs of {owner} are there could not be looked at:\n  {shown}")
    return sorted(each for each in found if not each.is_owned)


def remove_unrecorded(access: "Access", owner: Owner) -> None:
    """Ask for the removal of what we made of a stack and is still there, once the engine has removed what it knows.

    Raises:
        Refused: the API server does not answer.
    """
    with console.status("removing what no state knows"), told():
        left = [each for each in remaining(access, owner) if each.is_managed and each.kind not in NOT_OURS]
        spaces = {each.name for each in left if each.kind == "Namespace"}
        for each in sorted(left, key=lambda found: (found.kind not in ASKING_OTHERS, found)):
            if not each.is_ending and not each.is_owned and each.namespace not in spaces:
                console.print(f"  removing {each}, which no state knows", markup=False)
                _delete(access, each)


def free_unrecorded_nodes(access: "Access", owner: Owner) -> None:
    """Give back the nodes that a killed `up` had just taken: labels and taints, and of these only what it gave.

    Raises:
        Refused: the API server does not answer, or does not let us.
    """
    from components.kubernetes.members import free

    with told():
        for name in free(access, owner.labels):
            console.print(f"  gave back node {name}, which no state knows", markup=False)


def _delete(access: "Access", each: Remaining) -> None:
    from components.kubernetes.access import Missing

    with contextlib.suppress(Missing):
        access.request("DELETE", each.path, propagationPolicy="Background")
