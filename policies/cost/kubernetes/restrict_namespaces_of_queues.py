"""A queue says whose work it takes: one that takes everybody's is paid by nobody in particular."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_QUEUE


def check(queue: Resource) -> Iterator[str]:
    """Find queues that take work of every namespace; what says nothing takes none."""
    spec = queue.part("spec")
    if spec.get("namespaceSelector") is None:
        return
    selector = spec.part("namespaceSelector")
    if not any(len(selector.get(key) or ()) for key in ("matchLabels", "matchExpressions")):
        yield f"{selector.way} selects every namespace"


RULE = ResourceRule(
    name="restrict-namespaces-of-queues",
    promise="Every queue takes the work of namespaces that it names.",
    severity=Severity.MEDIUM,
    remedy="select the namespaces in spec.namespaceSelector by kubernetes.io/metadata.name",
    references=("Kueue documentation: ClusterQueue", "NIST SP 800-53 AC-3", "FinOps Framework: Allocation"),
    types=(CLUSTER_QUEUE,),
    check=check,
)
