"""A cluster of Azure acts with an identity that has no password."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER
from policies.judge.unknown import together

# The client id of a cluster that has an identity is the word "msi".

RULE = ResourceRule(
    name="require-managed-identity-of-clusters-on-azure",
    promise="No cluster of Azure acts with a secret.",
    severity=Severity.HIGH,
    remedy=(
        "set identity.type to UserAssigned with an identity of its own, and leave servicePrincipalProfile "
        "away"
    ),
    references=("NIST SP 800-53 IA-5", "PCI DSS 8.6.2"),
    types=(CLUSTER,),
    check=together(
        equals("identity.type", "UserAssigned", "SystemAssigned"),
        equals("servicePrincipalProfile.clientId", None, "msi"),
    ),
)
