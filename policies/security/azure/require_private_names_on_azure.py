"""The name of what lies behind a private endpoint leads there: without that, clients take the public address."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import ENDPOINT
from policies.judge.unknown import each

NAMES = "azure-native:network:PrivateDnsZoneGroup"


def check(stack: Stack, endpoint: Resource) -> Iterator[str]:
    """Find endpoints without a name, and names in no zone."""
    groups = stack.about(endpoint, NAMES, "privateEndpointName")
    if not groups:
        yield f"no {NAMES} names it"
    yield from each(groups, present("privateDnsZoneConfigs", "a private zone"))


RULE = StackRule(
    name="require-private-names-on-azure",
    promise="Every private endpoint of Azure has its name in a private zone.",
    severity=Severity.MEDIUM,
    remedy=(
        "make a PrivateDnsZoneGroup with privateEndpointName of the endpoint, and name the zone in "
        "privateDnsZoneConfigs"
    ),
    references=("NIST SP 800-53 SC-22", "NIST SP 800-53 SC-7"),
    types=(ENDPOINT,),
    reads=(NAMES,),
    check=check,
)
