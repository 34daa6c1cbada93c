"""Which Ray runs is said, and it is one that asks for tokens."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_KINDS

OLDEST = Setting(
    name="oldest-version",
    says="the oldest version of Ray that may run",
    default="2.52.0",
    schema={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
)
"""Ray 2.52 is the first that asks for a token (Ray documentation, "Token authentication")."""


def check(cluster: Resource) -> Iterator[str]:
    """Find clusters of an older Ray, or of one that nobody says."""
    version, oldest = cluster.get("rayVersion"), cluster.said(OLDEST)
    if _parts(version) < _parts(oldest):
        yield f"{cluster.place('rayVersion')} is {shown(version)}; allowed: {oldest} or later"


def _parts(version: object) -> tuple[int, ...]:
    """Return a version's numbers, none where it is no version."""
    numbers = str(version).split(".")
    return tuple(map(int, numbers)) if all(each.isdecimal() for each in numbers) else ()


RULE = ResourceRule(
    name="restrict-ray-versions",
    promise="Every Ray cluster runs a version that is known, and asks for tokens.",
    severity=Severity.HIGH,
    remedy="set rayVersion to the version in the image, and take an image of a later one",
    references=("CVE-2023-48022", "NIST SP 800-53 SI-2", "PCI DSS 6.3.3", "SOC 2 CC7.1"),
    types=RAY_KINDS,
    settings=(OLDEST,),
    check=every_ray_cluster(check),
)
