"""A database of Azure has no address in the internet."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.resource import MalformedError, Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import FIREWALL_RULES, POSTGRES, REDIS, SQL

is_inside = present("network.delegatedSubnetResourceId")
"""A PostgreSQL that stands in the network has no public address, whatever is said of one."""


MOST_ADDRESSES = 65_536
"""Those of a /16: few organisations have more."""


def of_firewall(rule: Resource) -> Iterator[str]:
    """Find what lets in more than one organisation's addresses; from 0.0.0.0 to it are all customers of Azure."""
    said = (rule.get("startIpAddress"), rule.get("endIpAddress"))
    try:
        first, last = (IPv4Address(each) for each in said)
    except ValueError:
        raise MalformedError(
            f"{rule.where}: is from {said[0]} to {said[1]}; two addresses are expected"
        ) from None
    if int(first) == 0 or int(last) - int(first) >= MOST_ADDRESSES:
        yield f"startIpAddress is {first}, endIpAddress {last}; allowed: not 0.0.0.0, {MOST_ADDRESSES} addresses"


def check(database: Resource) -> Iterator[str]:
    """Find databases with a public address, and firewalls that let everybody in."""
    if database.type in FIREWALL_RULES:
        yield from of_firewall(database)
    elif database.type != POSTGRES:
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
    types=(SQL, POSTGRES, REDIS, *FIREWALL_RULES),
    check=check,
)
