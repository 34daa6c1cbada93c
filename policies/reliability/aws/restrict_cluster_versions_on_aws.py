"""Kubernetes is a version that still gets fixes, and says which."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import CLUSTER, NODE_GROUP

OLDEST = Setting(
    name="oldest",
    says="the oldest minor version of Kubernetes 1 that still gets fixes",
    default=34,
    schema={"type": "integer", "minimum": 28},
)
"""Upstream mends the last three (kubernetes.io/releases); EKS takes six times the price for older ones."""


def check(accused: Resource) -> Iterator[str]:
    """Find versions out of support, and clusters that leave theirs open; node groups get their cluster's."""
    version = accused.get("version")
    if version is None and accused.type == NODE_GROUP:
        return
    if not re.fullmatch(r"1\.\d+", str(version)) or int(str(version)[2:]) < accused.said(OLDEST):
        yield f"version is {shown(version)}; allowed: 1.{accused.said(OLDEST)} and newer"


RULE = ResourceRule(
    name="restrict-cluster-versions-on-aws",
    promise="Every EKS cluster runs a version of Kubernetes that gets fixes.",
    severity=Severity.HIGH,
    remedy="set version, and raise the rule's oldest as versions end",
    references=(
        "AWS FSBP EKS.2",
        "NIST SP 800-53 SI-2",
        "PCI DSS 6.3.3",
        "NSA/CISA Kubernetes Hardening: Upgrading and application security practices",
    ),
    types=(CLUSTER, NODE_GROUP),
    settings=(OLDEST,),
    check=check,
)
