"""A storage account of Azure has no address in the internet: its ways in are private endpoints.

Flow logs and diagnostic settings have no way through them, so an account for logs may let in those services alone.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.logs_of_azure import is_for_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.services_of_azure import lets_in_services_alone
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, STORE

closed = equals("publicNetworkAccess", "Disabled", "SecuredByPerimeter")


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find accounts that answer from outside, but for one that answers the services that log to it."""
    for found in closed(store):
        if not (lets_in_services_alone(store.part("networkRuleSet")) and is_for_logs(stack, store)):
            yield found


RULE = StackRule(
    name="forbid-public-network-of-stores-on-azure",
    promise="No storage account of Azure is reached from the internet.",
    severity=Severity.HIGH,
    remedy="set publicNetworkAccess to Disabled, and make a private endpoint",
    references=("CIS Azure Foundations 9.3.2.2", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(STORE,),
    reads=(DIAGNOSTICS, FLOW_LOG),
    check=check,
)
