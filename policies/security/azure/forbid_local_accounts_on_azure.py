"""Who comes into a cluster of Azure has a name: the local administrator has none, and is never locked out."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="forbid-local-accounts-on-azure",
    promise="No cluster of Azure has local accounts.",
    severity=Severity.HIGH,
    remedy="set disableLocalAccounts to true",
    references=(
        "CIS AKS 5.5.1",
        "NSA/CISA Kubernetes Hardening: Authentication",
        "NIST SP 800-53 IA-2",
        "NIST SP 800-53 AC-2",
        "PCI DSS 8.2.1",
    ),
    types=(CLUSTER,),
    check=is_true("disableLocalAccounts"),
)
