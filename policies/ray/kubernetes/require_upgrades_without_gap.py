"""A new version of what is served starts beside the old one: requests find one of them at any time."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_SERVICE

RULE = ResourceRule(
    name="require-upgrades-without-gap",
    promise="What is served goes on while it is changed.",
    severity=Severity.MEDIUM,
    remedy='set spec.upgradeStrategy.type to "NewCluster", which it is where nothing is said',
    references=(
        "KubeRay documentation: RayService",
        "NIST SP 800-53 CM-3",
        "NIST SP 800-53 SI-2",
        "SOC 2 A1.2",
    ),
    types=(RAY_SERVICE,),
    check=equals("spec.upgradeStrategy.type", None, "NewCluster", "NewClusterWithIncrementalUpgrade"),
)
