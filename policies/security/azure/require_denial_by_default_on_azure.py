"""A security group of Azure denies what it does not name: Azure's own last rules let all talk to the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.peers_of_azure import is_a
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import GROUP, GROUP_RULE

EVERYTHING = (
    "protocol", "sourceAddressPrefix", "sourcePortRange", "destinationAddressPrefix", "destinationPortRange"
)  # fmt: skip


def check(stack: Stack, group: Resource) -> Iterator[str]:
    """Find groups whose end is Azure's own; the rules stand in the group or for themselves."""
    rules = [*group.parts("securityRules"), *stack.about(group, GROUP_RULE, "networkSecurityGroupName")]
    for direction in ("Inbound", "Outbound"):
        if not any(is_a(rule, "Deny", direction) and denies_all(rule) for rule in rules):
            yield f"no rule of it denies everything {direction}"


def denies_all(rule: Resource) -> bool:
    """Tell whether a rule is about every connection."""
    return all(rule.get(key) == "*" for key in EVERYTHING)


RULE = StackRule(
    name="require-denial-by-default-on-azure",
    promise="Every security group of Azure ends with rules that deny everything, in both directions.",
    severity=Severity.HIGH,
    remedy=(
        "add a SecurityRule for each direction with access Deny, and * as protocol, ports and addresses, "
        "after all others"
    ),
    references=("NIST SP 800-53 SC-7(5)", "PCI DSS 1.3.1", "PCI DSS 1.3.2", "SOC 2 CC6.6"),
    types=(GROUP,),
    reads=(GROUP_RULE,),
    check=check,
)
