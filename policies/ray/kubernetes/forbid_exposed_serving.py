"""What RayService makes for requests is reached from inside the cluster, as everything else."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_SERVICE

RULE = ResourceRule(
    name="forbid-exposed-serving",
    promise="Served models are reached from inside the cluster.",
    severity=Severity.HIGH,
    remedy='set spec.serveService.spec.type to "ClusterIP", and put a gateway that asks who comes before it',
    references=(
        "KubeRay documentation: RayService",
        "NIST SP 800-53 SC-7",
        "NIST SP 800-53 AC-3",
        "PCI DSS 1.4.2",
    ),
    types=(RAY_SERVICE,),
    check=equals("spec.serveService.spec.type", None, "ClusterIP"),
)
