"""Policies between pods of a cluster of Azure are kept: without an engine they are taken, and do nothing."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-network-policies-on-azure",
    promise="Every cluster of Azure has an engine for network policies.",
    severity=Severity.HIGH,
    remedy="set networkProfile.networkPolicy to cilium, calico or azure",
    references=(
        "CIS AKS 5.4.4",
        "NSA/CISA Kubernetes Hardening: Network policies",
        "NIST SP 800-53 SC-7",
        "NIST SP 800-53 AC-4",
        "PCI DSS 1.3.1",
    ),
    types=(CLUSTER,),
    check=equals("networkProfile.networkPolicy", "cilium", "calico", "azure"),
)
