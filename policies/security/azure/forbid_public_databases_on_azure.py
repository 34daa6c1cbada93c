"""A database of Azure has no address in the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import POSTGRES, REDIS, SQL

is_inside = present("network.delegatedSubnetResourceId")
"""A PostgreSQL that stands in the network has no public address, whatever is said of one."""


def check(database: Resource) -> Iterator[str]:
    """Find databases with a public address."""
    if database.type != POSTGRES:
        yield from equals("publicNetworkAccess", "Disabled", "SecuredByPerimeter")(database)
    elif list(is_inside(database)):
        yield from equals("network.publicNetworkAccess", "Disabled")(database)


RULE = ResourceRule(
    name="forbid-public-databases-on-azure",
    promise="No database or cache of Azure is reached from the internet.",
    severity=Severity.CRITICAL,
    remedy=(
        "set publicNetworkAccess to Disabled (of PostgreSQL: network.publicNetworkAccess), and make a "
        "private endpoint"
    ),
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.4.4", "HIPAA 164.312(a)(1)"),
    types=(SQL, POSTGRES, REDIS),
    check=check,
)
