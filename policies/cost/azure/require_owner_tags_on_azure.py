"""What costs money in Azure says whose it is: a bill that nobody owns is paid for ever."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import (
    ADDRESS,
    CLUSTER,
    DISK,
    DISK_ENCRYPTION,
    ENDPOINT,
    FLOW_LOG,
    GROUP,
    INTERFACE,
    KEY,
    LUSTRE,
    MACHINE,
    NAT,
    NETAPP,
    NETWORK,
    POOL,
    POSTGRES,
    REDIS,
    REGISTRY,
    SNAPSHOT,
    SQL,
    STORE,
    VAULT,
    WORKSPACE,
)
from policies.judge.unknown import together

TAGS = Setting(
    name="tags",
    says="the tags that everything has",
    default=["groundplan-owner", "groundplan-plan", "groundplan-environment"],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)
TAGGED = (
    STORE, VAULT, KEY, LUSTRE, NETAPP, CLUSTER, POOL, DISK_ENCRYPTION, DISK, SNAPSHOT, MACHINE, INTERFACE,
    NETWORK, GROUP, NAT, ADDRESS, ENDPOINT, FLOW_LOG, REGISTRY, WORKSPACE, SQL, POSTGRES, REDIS,
    "azure-native:resources:ResourceGroup", "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:privatedns:PrivateZone",
)  # fmt: skip


def owned(part: Resource) -> Iterator[str]:
    """Find a resource, or a pool in a cluster, without one of the tags."""
    yield from together(*(present(f"tags.{tag}", "a text") for tag in part.said(TAGS)))(part)


def check(accused: Resource) -> Iterator[str]:
    """Find what says not whose it is; machines have the tags of their pool, and no others."""
    yield from together(owned, every("agentPoolProfiles", owned))(accused)


RULE = ResourceRule(
    name="require-owner-tags-on-azure",
    promise="Everything of Azure that can have tags says its owner, its plan and its environment.",
    severity=Severity.MEDIUM,
    remedy="set the tags that the rule's tags name",
    references=("FinOps Framework: Allocation", "Azure Well-Architected CO:03", "NIST SP 800-53 CM-8(4)"),
    types=TAGGED,
    settings=(TAGS,),
    check=check,
)
