"""Rights that a program grants go to workloads and groups: a person who leaves keeps what was granted to a name."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import GRANT

RULE = ResourceRule(
    name="restrict-grants-to-workloads-on-azure",
    promise="No grant of Azure goes to one person.",
    severity=Severity.MEDIUM,
    remedy="set principalType to ServicePrincipal or Group, and put people into groups",
    references=("NIST SP 800-53 AC-2", "PCI DSS 7.3.2"),
    types=(GRANT,),
    check=equals("principalType", "ServicePrincipal", "Group"),
)
