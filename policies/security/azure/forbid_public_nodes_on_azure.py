"""A machine of a cluster of Azure has no address in the internet."""

from pulumi_policy import Severity

from policies.judge.asking import absent, is_not_true, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

RULE = ResourceRule(
    name="forbid-public-nodes-on-azure",
    promise="No agent pool of Azure has public addresses.",
    severity=Severity.HIGH,
    remedy="leave enableNodePublicIP away, or set it to false",
    references=(
        "CIS AKS 5.4.3",
        "NSA/CISA Kubernetes Hardening: Worker node segmentation",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.4.1",
    ),
    types=(POOL, CLUSTER),
    check=wherever(
        POOLS, is_not_true("enableNodePublicIP"), absent("nodePublicIPPrefixID", "no public addresses")
    ),
)
