"""Training waits in a queue: what goes past it takes GPUs that others were given."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.gpus_of_pods import asks_for_gpus
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import JOB, LOCAL_QUEUE, RAY_CLUSTER, RAY_JOB

QUEUE = "kueue.x-k8s.io/queue-name"


def check(stack: Stack, work: Resource) -> Iterator[str]:
    """Find work with GPUs that is in no queue, where the stack queues any."""
    if not stack.of_type(LOCAL_QUEUE):
        return
    queue = work.part("metadata").part("labels").get(QUEUE)
    if not queue and asks_for_gpus(work):
        yield f"asks for GPUs, and label {QUEUE} is {shown(queue)}; allowed: the name of a LocalQueue"


RULE = StackRule(
    name="require-queues-for-gpu-work",
    promise="Where work is queued, work with GPUs waits for its turn.",
    severity=Severity.MEDIUM,
    remedy=f"set the label {QUEUE}; in the plan, name a queue for the cluster",
    references=(
        "Kueue documentation: Run workloads",
        "NIST SP 800-53 SC-6",
        "FinOps Framework: Usage Optimization",
    ),
    types=(RAY_CLUSTER, RAY_JOB, JOB),
    reads=(LOCAL_QUEUE,),
    check=check,
)
