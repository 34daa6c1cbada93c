"""A node proves which machine it is before it gets a certificate."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-shielded-nodes-on-gcp",
    promise="Every cluster of GKE has shielded nodes.",
    severity=Severity.HIGH,
    remedy="remove enableShieldedNodes, or set it to true",
    references=("CIS GKE 5.5.5", "NIST SP 800-53 SI-7"),
    types=(CLUSTER,),
    check=is_not_false("enableShieldedNodes"),
)
