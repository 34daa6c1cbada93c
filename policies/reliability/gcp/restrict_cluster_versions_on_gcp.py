"""Kubernetes is a version that still gets fixes; where none is named, the release channel chooses one."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import CLUSTER

OLDEST = Setting(
    name="oldest",
    says="the oldest minor version of Kubernetes 1 that still gets fixes",
    default=34,
    schema={"type": "integer", "minimum": 28},
)
"""Upstream mends the last three (kubernetes.io/releases)."""


def check(cluster: Resource) -> Iterator[str]:
    """Find versions out of support; GKE also takes patches of them, such as 1.35.1-gke.100, and "latest"."""
    version = cluster.get("minMasterVersion")
    found = re.match(r"1\.(\d+)", str(version))
    if version not in (None, "latest") and (found is None or int(found[1]) < cluster.said(OLDEST)):
        yield f"minMasterVersion is {shown(version)}; allowed: 1.{cluster.said(OLDEST)} and newer"


RULE = ResourceRule(
    name="restrict-cluster-versions-on-gcp",
    promise="No cluster of GKE asks for a version of Kubernetes that gets no fixes.",
    severity=Severity.HIGH,
    remedy="set minMasterVersion, and raise the rule's oldest as versions end",
    references=("CIS GKE 5.5.4", "NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=(CLUSTER,),
    settings=(OLDEST,),
    check=check,
)
