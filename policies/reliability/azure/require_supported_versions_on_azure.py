"""A cluster of Azure starts with a version of Kubernetes that still gets fixes."""

import re
from collections.abc import Iterator
from typing import Any

from pulumi_policy import Severity

from policies.judge.asking import Check, wherever
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS
from policies.judge.unknown import together

OLDEST = Setting(
    name="oldest",
    says="the oldest version of Kubernetes that is allowed, such as 1.33",
    default="1.33",
    schema={"type": "string", "pattern": r"^\d+\.\d+$"},
)
"""AKS keeps three versions, the newest of which is 1.35 at the time of this release ("AKS release calendar")."""
VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)?")


def check_of(key: str) -> Check:
    """Return the check of one version; absent is the newest that is tested, and of a pool that of its cluster."""

    def is_supported(part: Resource) -> Iterator[str]:
        version, oldest = part.get(key), part.said(OLDEST)
        if version is not None and number(version) < number(oldest):
            yield f"{part.place(key)} is {shown(version)}; allowed: {oldest} or newer"

    return is_supported


def number(version: Any) -> tuple[int, int]:
    """Return a version to be compared; what is none is older than all."""
    found = VERSION.fullmatch(str(version))
    return (int(found[1]), int(found[2])) if found else (0, 0)


RULE = ResourceRule(
    name="require-supported-versions-on-azure",
    promise="No cluster of Azure, and no node pool, is made with a version of Kubernetes that has come to its end.",
    severity=Severity.HIGH,
    remedy="set kubernetesVersion and orchestratorVersion to at least the rule's oldest, or leave them away",
    references=(
        "NSA/CISA Kubernetes Hardening: Upgrading and application security practices",
        "NIST SP 800-53 SI-2",
        "NIST SP 800-53 SA-22",
        "PCI DSS 6.3.3",
    ),
    types=(CLUSTER, POOL),
    settings=(OLDEST,),
    check=together(check_of("kubernetesVersion"), wherever(POOLS, check_of("orchestratorVersion"))),
)
