"""Machines and disks that a template makes say whose they are: the tags of the template itself do not reach them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import LAUNCH_TEMPLATE

TAGS = Setting(
    name="tags",
    says="the tags that every machine and disk has",
    default=["groundplan-owner", "groundplan-plan"],
    schema={"type": "array", "items": {"type": "string"}},
)
MADE = ("instance", "volume")


def check(template: Resource) -> Iterator[str]:
    """Find templates that leave machines or disks without one of the tags."""
    there = {each.get("resourceType"): each for each in template.parts("tagSpecifications")}
    for made in MADE:
        for tag in template.said(TAGS):
            if made not in there or not there[made].part("tags").get(tag):
                yield f"tagSpecifications has no {tag} for {made}; allowed: one for each machine and disk"


RULE = ResourceRule(
    name="require-tagged-machines-on-aws",
    promise="Machines and disks of AWS say whose they are.",
    severity=Severity.LOW,
    remedy="add tagSpecifications for instance and volume",
    references=("AWS Well-Architected COST03-BP02", "NIST SP 800-53 CM-8(4)"),
    types=(LAUNCH_TEMPLATE,),
    settings=(TAGS,),
    check=check,
)
