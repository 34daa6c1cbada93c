"""Scratch space has a size: a pod that fills its node's disk ends all pods there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.pod_templates import POD_KINDS, every_pod
from policies.judge.quantities import amount
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule


def check(volume: Resource) -> Iterator[str]:
    """Find scratch space without a bound."""
    if volume.get("emptyDir") is None:
        return
    size = volume.part("emptyDir").get("sizeLimit")
    if not amount(size):
        yield f"{volume.place('emptyDir.sizeLimit')} is {shown(size)}; allowed: a size"


RULE = ResourceRule(
    name="require-bounded-local-storage",
    promise="No pod fills the disk of its node.",
    severity=Severity.MEDIUM,
    remedy="set sizeLimit of the emptyDir",
    references=("NSA/CISA Kubernetes Hardening: Resource policies", "NIST SP 800-53 SC-6", "SOC 2 A1.1"),
    types=POD_KINDS,
    check=every_pod(every("volumes", check)),
)
