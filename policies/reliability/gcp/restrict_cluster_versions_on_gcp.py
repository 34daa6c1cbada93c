"""Kubernetes is a version that still gets fixes; where none is named, the release channel chooses one."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import Check, every
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL
from policies.judge.unknown import together

OLDEST = Setting(
    name="oldest",
    says="the oldest minor version of Kubernetes 1 that still gets fixes",
    default=34,
    schema={"type": "integer", "minimum": 28},
)
"""Upstream mends the last three (kubernetes.io/releases)."""


def check_of(key: str) -> Check:
    """Return the check of one version; GKE also takes patches, such as 1.35.1-gke.100, and "latest"."""

    def is_supported(part: Resource) -> Iterator[str]:
        version = part.get(key)
        found = re.fullmatch(r"1\.(\d+)([.-].*)?", str(version))
        if version not in (None, "latest") and (found is None or int(found[1]) < part.said(OLDEST)):
            yield f"{part.place(key)} is {shown(version)}; allowed: 1.{part.said(OLDEST)} and newer"

    return is_supported


of_pool = check_of("version")
of_cluster = together(check_of("minMasterVersion"), check_of("nodeVersion"), every("nodePools", of_pool))


RULE = ResourceRule(
    name="restrict-cluster-versions-on-gcp",
    promise="No cluster of GKE, and no node pool, asks for a version of Kubernetes that gets no fixes.",
    severity=Severity.HIGH,
    remedy="set minMasterVersion and the version of pools, and raise the rule's oldest as versions end",
    references=("NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=(CLUSTER, NODE_POOL),
    settings=(OLDEST,),
    check=lambda accused: of_pool(accused) if accused.type == NODE_POOL else of_cluster(accused),
)
