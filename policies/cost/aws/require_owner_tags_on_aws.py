"""Whatever costs something says whose it is and what it is for."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import ENVIRONMENT, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import (
    ADDRESS,
    BUCKETS,
    CACHE,
    CLUSTER,
    DATABASES,
    EFS,
    INSTANCE,
    KEY,
    LAUNCH_TEMPLATE,
    LOG_GROUP,
    LUSTRE,
    NAT_GATEWAY,
    NODE_GROUP,
    REGISTRY,
    ROLE,
    SECRET,
    SECURITY_GROUP,
    SUBNET,
    VOLUME,
    VPC,
    VPC_ENDPOINT,
)

TAGS = Setting(
    name="tags",
    says="the tags that every resource has",
    default=["groundplan-owner", "groundplan-plan", ENVIRONMENT],
    schema={"type": "array", "items": {"type": "string"}},
)
TAGGED = (
    *(VPC, SUBNET, NAT_GATEWAY, ADDRESS, VPC_ENDPOINT, SECURITY_GROUP),
    *(CLUSTER, NODE_GROUP, LAUNCH_TEMPLATE, INSTANCE, VOLUME),
    *(*BUCKETS, KEY, LOG_GROUP, LUSTRE, EFS, *DATABASES, CACHE, REGISTRY, SECRET, ROLE),
)


def check(accused: Resource) -> Iterator[str]:
    """Find resources without one of the tags, or with an empty one."""
    for tag in accused.said(TAGS):
        yield from present(f"tags.{tag}", "who or what it is for")(accused)


RULE = ResourceRule(
    name="require-owner-tags-on-aws",
    promise="Every resource of AWS that costs something says whose it is.",
    severity=Severity.LOW,
    remedy="set the tags that the rule's setting tags names",
    references=("AWS Well-Architected COST03-BP02", "NIST SP 800-53 CM-8(4)", "PCI DSS 12.5.1"),
    types=TAGGED,
    settings=(TAGS,),
    check=check,
)
