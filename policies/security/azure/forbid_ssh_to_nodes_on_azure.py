"""Nobody signs in on a machine of a cluster of Azure: what is done goes through the API server, and is logged."""

from pulumi_policy import Severity

from policies.judge.asking import equals, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

# Absent is LocalUser, with a key that lies in the cluster's machines.

RULE = ResourceRule(
    name="forbid-ssh-to-nodes-on-azure",
    promise="No agent pool of Azure takes SSH.",
    severity=Severity.MEDIUM,
    remedy="set securityProfile.sshAccess to Disabled",
    references=("NIST SP 800-53 AC-17", "NIST SP 800-53 CM-7", "PCI DSS 2.2.4"),
    types=(POOL, CLUSTER),
    check=wherever(POOLS, equals("securityProfile.sshAccess", "Disabled")),
)
