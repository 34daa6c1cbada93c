"""Whoever comes into a cluster of Azure has the identity that they have everywhere, and lose in one place."""

from pulumi_policy import Severity

from policies.judge.asking import absent, inside, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-entra-login-of-clusters-on-azure",
    promise="Every cluster of Azure asks Entra ID who somebody is.",
    severity=Severity.HIGH,
    remedy="set aadProfile.managed to true, and name the groups of administrators",
    references=("CIS AKS 5.5.1", "NIST SP 800-53 IA-2", "PCI DSS 8.2.1"),
    types=(CLUSTER,),
    check=inside(
        "aadProfile",
        is_true("managed"),
        absent("serverAppSecret", "no application of one's own, whose secret has to be kept"),
    ),
)
