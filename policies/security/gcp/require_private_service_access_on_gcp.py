"""A managed service is reached in a range that was set aside for it: so a firewall can tell who reaches it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, every
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CACHE, FILESTORE

MODES = equals("connectMode", "PRIVATE_SERVICE_ACCESS", "PRIVATE_SERVICE_CONNECT")


def check(service: Resource) -> Iterator[str]:
    """Find direct peerings, which Google chooses the range of, also where nothing is said."""
    yield from MODES(service) if service.type == CACHE else every("networks", MODES)(service)


RULE = ResourceRule(
    name="require-private-service-access-on-gcp",
    promise="File systems and caches of Google Cloud are in the network's own range for services.",
    severity=Severity.MEDIUM,
    remedy="set connectMode to PRIVATE_SERVICE_ACCESS, with a range that servicenetworking.Connection reserves",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.4.4"),
    types=(FILESTORE, CACHE),
    check=check,
)
