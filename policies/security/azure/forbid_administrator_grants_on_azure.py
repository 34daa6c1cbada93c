"""Nobody who may grant rights is made by a program: who has that role has every other."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import GRANT

ADMINISTRATORS = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
}
"""The same in every tenant ("Azure built-in roles")."""
GROUPS_OF_MACHINES = ("/capacityreservationgroups/", "/proximityplacementgroups/")
"""Who takes machines from a reservation has to be a Contributor of it ("Assign capacity reservation groups"), and so
has who puts some into a placement group ("Service principals with AKS"): Azure has no role that may less there."""


def check(grant: Resource) -> Iterator[str]:
    """Find grants of the roles that may everything."""
    role = str(grant.get("roleDefinitionId")).rpartition("/")[2].lower()
    if role not in ADMINISTRATORS:
        return
    scope = str(grant.get("scope")).lower()
    if ADMINISTRATORS[role] != "Contributor" or not any(group in scope for group in GROUPS_OF_MACHINES):
        yield f"roleDefinitionId is the role {ADMINISTRATORS[role]}; allowed: a role that may less"


RULE = ResourceRule(
    name="forbid-administrator-grants-on-azure",
    promise="No grant of Azure makes an owner, or somebody who grants.",
    severity=Severity.CRITICAL,
    remedy="grant the narrowest built-in role that does the work",
    references=("CIS Azure Foundations 5.3.3", "NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(GRANT,),
    check=check,
)
