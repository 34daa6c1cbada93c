"""Nothing runs in the default network, whose firewall lets SSH and RDP in from anywhere."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, MACHINES
from policies.judge.unknown import each

DEFAULT = re.compile(r"(.*/)?default")


def check(accused: Resource) -> Iterator[str]:
    """Find clusters and machines whose network is the default one, or is not told at all."""
    interfaces = [accused] if accused.type == CLUSTER else accused.parts("networkInterfaces")
    yield from each(interfaces, is_elsewhere)


def is_elsewhere(interface: Resource) -> Iterator[str]:
    """Find the default network; a subnet tells its network as well."""
    for key in ("network", "subnetwork"):
        if DEFAULT.fullmatch(str(interface.get(key) or "")):
            yield f"{interface.place(key)} is {interface.show(key)}; allowed: another network"
    if not interface.get("network") and not interface.get("subnetwork"):
        yield f"{interface.place('network')} is absent; allowed: a network, since Google takes the default one"


RULE = ResourceRule(
    name="forbid-default-network-on-gcp",
    promise="No cluster or machine of Google Cloud is in the default network.",
    severity=Severity.HIGH,
    remedy="name the plan's network, or a subnet of it",
    references=("CIS GCP Foundations 3.1", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(CLUSTER, *MACHINES),
    check=check,
)
