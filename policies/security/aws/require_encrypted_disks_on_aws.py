"""Disks of AWS are encrypted by a customer's key."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, inside, is_true, only_where, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, VOLUME
from policies.judge.unknown import together

SAID = (is_true("encrypted"), present("kmsKeyId", "a customer's key"))


def check(accused: Resource) -> Iterator[str]:
    """Find disks, also those of machines and of templates for machines, that are not encrypted."""
    if accused.type == VOLUME:
        yield from together(*SAID)(accused)
    elif accused.type == LAUNCH_CONFIGURATION:  # it can name no key: the account's default one holds
        yield from together(inside("rootBlockDevice", SAID[0]), every("ebsBlockDevices", SAID[0]))(accused)
    elif accused.type == INSTANCE:
        yield from together(inside("rootBlockDevice", *SAID), every("ebsBlockDevices", *SAID))(accused)
    else:
        yield from together(*OF_TEMPLATE)(accused)


OF_TEMPLATE = (
    present("blockDeviceMappings", "the disks, encrypted: an image's own need not be"),
    every("blockDeviceMappings", only_where(lambda disk: disk.get("ebs") is not None, inside("ebs", *SAID))),
)


RULE = ResourceRule(
    name="require-encrypted-disks-on-aws",
    promise="Every disk of AWS is encrypted by a customer's key.",
    severity=Severity.HIGH,
    remedy="set encrypted to true, and kmsKeyId",
    references=(
        "CIS AWS Foundations 6.1.1",
        "AWS FSBP EC2.3",
        "NIST SP 800-53 SC-28",
        "PCI DSS 3.5.1",
        "HIPAA 164.312(a)(2)(iv)",
    ),
    types=(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE, VOLUME),
    check=check,
)
