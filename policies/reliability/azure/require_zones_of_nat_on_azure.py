"""A way out of Azure stands in a zone that is known, with the machines that it serves."""

from pulumi_policy import Severity

from policies.judge.asking import has, in_production, only_where, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import NAT

# Without a zone Azure chooses one and tells nobody; the SKU StandardV2 stands in all of them.
is_zonal = has("sku.name", "Standard", None)

RULE = ResourceRule(
    name="require-zones-of-nat-on-azure",
    promise="Every NAT gateway of production of Azure says its zone.",
    severity=Severity.LOW,
    remedy="set zones, and make one gateway for each zone",
    references=("Azure Well-Architected RE:05", "SOC 2 A1.2"),
    types=(NAT,),
    check=only_where(in_production("tags"), only_where(is_zonal, present("zones", "a zone"))),
)
