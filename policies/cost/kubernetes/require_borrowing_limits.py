"""What a queue may borrow has a bound: without one it takes all that the others leave, at their price."""

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_QUEUE

RULE = ResourceRule(
    name="require-borrowing-limits",
    promise="No queue borrows without a bound.",
    severity=Severity.MEDIUM,
    remedy="set borrowingLimit of every resource of the queue; 0 lends it nothing",
    references=("Kueue documentation: ClusterQueue", "NIST SP 800-53 SC-6", "FinOps Framework: Budgeting"),
    types=(CLUSTER_QUEUE,),
    # A queue without a cohort has nobody to borrow from, and Kueue refuses a limit there.
    check=lambda queue: (
        every(
            "spec.resourceGroups",
            every("flavors", every("resources", present("borrowingLimit", "an amount"))),
        )(queue)
        if queue.part("spec").get("cohortName") or queue.part("spec").get("cohort")
        else ()
    ),
)
