"""A run can be resumed until its deadline: its checkpoints are kept at least as long."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import object_stores
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find stores that remove checkpoints before the deadline of the longest run of the plan."""
    deadlines = {
        work.train.deadline: work.name for work in plan.workloads if work.train and work.train.deadline
    }
    if not deadlines:
        return
    longest = max(deadlines)
    for path, store in object_stores(plan, "checkpoints"):
        if store.keep is not None and store.keep < longest:
            text = f"{store.name} removes checkpoints after {store.keep}; {deadlines[longest]} may run for {longest}"
            yield (*path, "keep"), text


RULE = PlanRule(
    name="require-checkpoints-for-whole-run-in-plan",
    promise="Every store of checkpoints keeps them until the longest run of the plan is to end.",
    severity="medium",
    remedy="write a keep: of at least the deadline, or a nearer deadline",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    check=check,
)
