"""A machine's disks go with it: what is left is paid for, and holds data that nobody watches."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, every, inside, is_true, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE
from policies.judge.unknown import together

GOES = "deleteOnTermination"


def check(accused: Resource) -> Iterator[str]:
    """Find disks that stay; a machine's own disk goes where nothing is said, a further one of a template does not."""
    if accused.type == INSTANCE:
        yield from together(
            inside("rootBlockDevice", differs(GOES, *FALSE)), every("ebsBlockDevices", differs(GOES, *FALSE))
        )(accused)
    else:
        yield from every(
            "blockDeviceMappings",
            only_where(lambda disk: disk.get("ebs") is not None, is_true(f"ebs.{GOES}")),
        )(accused)


RULE = ResourceRule(
    name="require-removed-disks-on-aws",
    promise="Disks of machines of AWS go with them.",
    severity=Severity.LOW,
    remedy="set deleteOnTermination to true",
    references=("AWS Well-Architected COST04-BP04", "NIST SP 800-53 MP-6"),
    types=(LAUNCH_TEMPLATE, INSTANCE),
    check=check,
)
