"""A budget protects pods that work: one that protects broken ones as well keeps a node from ever being drained."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import DISRUPTION_BUDGET

RULE = ResourceRule(
    name="require-eviction-of-unhealthy-pods",
    promise="No budget keeps a broken pod on a node that has to go.",
    severity=Severity.LOW,
    remedy='set spec.unhealthyPodEvictionPolicy to "AlwaysAllow"',
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SI-2", "SOC 2 A1.2"),
    types=(DISRUPTION_BUDGET,),
    # Unsaid, a broken pod goes only while enough others work (Kubernetes, "Specifying a Disruption Budget").
    check=equals("spec.unhealthyPodEvictionPolicy", "AlwaysAllow"),
    mended=lambda budget: {
        **budget,
        "spec": {**budget["spec"], "unhealthyPodEvictionPolicy": "AlwaysAllow"},
    },
)
