"""A network that is joined brings in its own machines, and nobody whom these forward."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.unknown import together

TRANSIT = Setting(
    name="allow-transit",
    says="whether a joined network may forward connections of others, as a hub does",
    default=False,
    schema={"type": "boolean"},
)


def forwards_nothing(peering: Resource) -> Iterator[str]:
    """Find a peering through which others come, where no hub is expected."""
    if not peering.said(TRANSIT):
        yield from is_not_true("allowForwardedTraffic")(peering)


RULE = ResourceRule(
    name="restrict-peerings-on-azure",
    promise="No network of Azure takes what a joined one forwards, or lends it its gateway.",
    severity=Severity.MEDIUM,
    remedy=(
        "leave allowForwardedTraffic and allowGatewayTransit away, or set allow-transit of the rule where "
        "the joined network is the hub"
    ),
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 CA-9", "PCI DSS 1.3.1"),
    types=("azure-native:network:VirtualNetworkPeering",),
    settings=(TRANSIT,),
    check=together(forwards_nothing, is_not_true("allowGatewayTransit")),
)
