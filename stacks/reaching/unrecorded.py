"""What of a plan is in a cluster and in no state: jobs that commands made, and what a killed `up` was making.

It is known by the plan's labels. Nodes and volumes are never removed: others made them.
"""

import contextlib
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from components.topology.names import label_value
from stacks.cli.console import console
from stacks.cli.failures import Failed
from stacks.reaching.remains import PLAN_LABEL, Remaining, labelled, remaining
from stacks.reaching.way_in import told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

ALWAYS_UNRECORDED = {
    "RayJob": ("/apis/ray.io/v1/rayjobs", ""),
    "Job": ("/apis/batch/v1/jobs", ",groundplan-role=promotion"),
}
"""Kind -> its list, and what is asked of its labels beside the plan's: `submit --queued` and `promote` make them."""
ELSE_RECORDED = {"RayService": "/apis/ray.io/v1/rayservices", "RayCluster": "/apis/ray.io/v1/rayclusters"}
"""Kinds that only an operator lets go; of a killed `up` the state may not have them."""
ENDED_SECONDS = 600.0
"""KubeRay gives up after five minutes the store of a head that it cannot empty, and pods have two to end."""
POLL_SECONDS = 1.0

NOT_OURS = frozenset({"Node", "PersistentVolume", "PersistentVolumeClaim"})
ASKING_OTHERS = (
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy",
)  # fmt: skip
"""They go first: whom they ask may be gone, and then nothing else could be removed."""


def end_unrecorded_work(access: "Access", plan: str, recorded: Collection[tuple[str, str, str]]) -> None:
    """End the Ray jobs, promotions and unrecorded Ray clusters of a plan, while their operators still run.

    Args:
        access: the way into the cluster.
        plan: the plan's name.
        recorded: kind, namespace and name of what the state has, which the engine ends.

    Raises:
        Failed: something does not go; the message names it and who holds it.
        Refused: the API server does not answer.
    """
    deadline = time.monotonic() + ENDED_SECONDS
    with console.status("ending jobs"), told():
        while left := _work(access, plan, recorded):
            for each in left:
                if not each.is_ending:
                    _delete(access, each)
            if time.monotonic() > deadline:
                shown = "\n  ".join(map(str, left))
                raise Failed(
                    f"of plan {plan} this does not end:\n  {shown}\nan object that is held goes when its holder lets "
                    "it go: look whether that operator runs; then run `groundplan down` again"
                )
            time.sleep(POLL_SECONDS)


def _work(access: "Access", plan: str, recorded: Collection[tuple[str, str, str]]) -> list[Remaining]:
    selector = f"{PLAN_LABEL}={label_value(plan)}"
    unseen: list[str] = []
    found: list[Remaining] = []
    for kind, (path, more) in ALWAYS_UNRECORDED.items():
        found += labelled(access, path, kind, selector + more, unseen)
    for kind, path in ELSE_RECORDED.items():
        known = labelled(access, path, kind, selector, unseen)
        found += [each for each in known if (kind, each.namespace, each.name) not in recorded]
    if unseen:
        shown = "\n  ".join(unseen)
        raise Failed(f"whether jobs of plan {plan} are there could not be looked at:\n  {shown}")
    return sorted(each for each in found if not each.is_owned)


def remove_unrecorded(access: "Access", plan: str) -> None:
    """Ask for the removal of what we made of a plan and is still there, once the engine has removed what it knows.

    Raises:
        Refused: the API server does not answer.
    """
    with console.status("removing what no state knows"), told():
        left = [each for each in remaining(access, plan) if each.is_managed and each.kind not in NOT_OURS]
        spaces = {each.name for each in left if each.kind == "Namespace"}
        for each in sorted(left, key=lambda found: (found.kind not in ASKING_OTHERS, found)):
            if not each.is_ending and not each.is_owned and each.namespace not in spaces:
                console.print(f"  removing {each}, which no state knows", markup=False)
                _delete(access, each)


def _delete(access: "Access", each: Remaining) -> None:
    from components.kubernetes.access import Missing

    with contextlib.suppress(Missing):
        access.request("DELETE", each.path, propagationPolicy="Background")
