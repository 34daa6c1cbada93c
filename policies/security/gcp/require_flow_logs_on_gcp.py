"""Which machine spoke with which is written down."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, equals, has, only_where, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import SUBNET

LEAST = Setting(
    name="least-share",
    says="the share of flows that is logged, from 0 to 1",
    default=0.5,
    schema={"type": "number", "minimum": 0, "maximum": 1},
)
"""Google logs half of them where nothing is said, and with all that belongs to them."""
SAYS_ENOUGH = (
    only_where(
        lambda subnet: subnet.part("logConfig").get("flowSampling") is not None,
        at_least("logConfig.flowSampling", LEAST),
    ),
    equals("logConfig.metadata", None, "INCLUDE_ALL_METADATA"),
)
is_logged_kind = has("purpose", None, "PRIVATE")
"""Subnets of load balancers and of Private Service Connect have no flow logs."""


def has_log(subnet: Resource) -> bool:
    """Tell whether flows are logged at all."""
    return subnet.get("logConfig") is not None


RULE = ResourceRule(
    name="require-flow-logs-on-gcp",
    promise="Every subnet of Google Cloud logs its flows, with what they belong to.",
    severity=Severity.MEDIUM,
    remedy="set logConfig with flowSampling of at least the rule's least-share, and metadata INCLUDE_ALL_METADATA",
    references=("CIS GCP Foundations 3.10", "CIS GKE 5.6.1", "NIST SP 800-53 AU-12", "PCI DSS 10.2.1"),
    types=(SUBNET,),
    settings=(LEAST,),
    check=only_where(is_logged_kind, present("logConfig", "flow logs"), only_where(has_log, *SAYS_ENOUGH)),
)
