"""Which machine of Azure spoke with whom can be found out later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import FLOW_LOG, NETWORK
from policies.judge.unknown import each


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find networks whose flows are not logged."""
    logs = stack.about(network, FLOW_LOG, "targetResourceId")
    if not logs:
        yield f"no {FLOW_LOG} names it"
    yield from each(logs, is_true("enabled"))


RULE = StackRule(
    name="require-flow-logs-on-azure",
    promise="Every network of Azure logs its flows.",
    severity=Severity.MEDIUM,
    remedy="make a FlowLog whose targetResourceId is the network, with enabled true and a storage account",
    references=(
        "CIS Azure Foundations 6.1.1.6",
        "NIST SP 800-53 AU-12",
        "NIST SP 800-53 SI-4",
        "PCI DSS 10.2.1",
    ),
    types=(NETWORK,),
    reads=(FLOW_LOG,),
    check=check,
)
