"""gp3 costs a fifth less than gp2 and is faster; what is faster still is for few."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import Check, equals, every, inside, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE, VOLUME
from policies.judge.unknown import together

ALLOWED = Setting(
    name="allowed",
    says="the kinds of disks that may be made",
    default=["gp3", "st1", "sc1"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(accused: Resource) -> Iterator[str]:
    """Find disks of another kind; a volume is gp2 where nothing is said, and a machine's disk is as its image says."""
    if accused.type == VOLUME:
        yield from of_kind("type")(accused)
    elif accused.type == INSTANCE:
        yield from together(
            inside("rootBlockDevice", of_kind("volumeType")), every("ebsBlockDevices", of_kind("volumeType"))
        )(accused)
    else:
        yield from every(
            "blockDeviceMappings",
            only_where(lambda disk: disk.get("ebs") is not None, of_kind("ebs.volumeType")),
        )(accused)


def of_kind(way: str) -> Check:
    """Ask for one of the kinds that the setting names."""
    return lambda accused: equals(way, *accused.said(ALLOWED))(accused)


RULE = ResourceRule(
    name="require-current-disks-on-aws",
    promise="Disks of AWS are of kinds that are worth their price.",
    severity=Severity.LOW,
    remedy="set the volume's type to gp3, or name another in the rule's setting allowed",
    references=("Amazon EBS pricing", "AWS Well-Architected COST06-BP02"),
    types=(LAUNCH_TEMPLATE, INSTANCE, VOLUME),
    settings=(ALLOWED,),
    check=check,
)
