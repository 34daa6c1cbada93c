"""What no rule allows is refused, in both directions: Google itself lets everything out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE
from policies.judge.ranges import EVERYWHERE
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import FIREWALL, NETWORK

RANGES = {"INGRESS": "sourceRanges", "EGRESS": "destinationRanges"}


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find networks without a denial of everything, for each direction."""
    firewalls = stack.about(network, FIREWALL, "network")
    for direction, key in RANGES.items():
        if not any(denies_all(firewall, direction, key) for firewall in firewalls):
            yield f"no {FIREWALL} of it denies all {direction}"


def denies_all(firewall: Resource, direction: str, key: str) -> bool:
    """Tell whether a rule refuses everything in a direction that others do not allow."""
    return (
        firewall.get("direction") == direction
        and firewall.get("disabled") not in TRUE
        and any(part.get("protocol") == "all" for part in firewall.parts("denies"))
        and any(element.value == EVERYWHERE[0] for element in firewall.parts(key))
        and not firewall.get("targetTags")
        and not firewall.get("targetServiceAccounts")
    )


RULE = StackRule(
    name="require-denial-by-default-on-gcp",
    promise="Every network of Google Cloud refuses and logs what no rule allows.",
    severity=Severity.HIGH,
    remedy="add a Firewall for each direction that denies all protocols from or to 0.0.0.0/0, below all other rules",
    references=("NIST SP 800-53 SC-7(5)", "PCI DSS 1.3.2", "CIS GKE 5.6.6"),
    types=(NETWORK,),
    reads=(FIREWALL,),
    check=check,
)
