"""The API server of production outlives a zone, and so do its nodes."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, matches, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

REGION = r"[a-z]+-[a-z]+\d+"
"""A zone is a region and a letter: us-central1-a."""


def several_zones(cluster: Resource) -> Iterator[str]:
    """Find nodes in one zone; without a list they are in three."""
    if len(cluster.parts("nodeLocations")) == 1:
        yield "nodeLocations has one zone; allowed: two or more"


RULE = ResourceRule(
    name="require-regional-clusters-on-gcp",
    promise="Every cluster of GKE in production is in a region, with nodes in several zones.",
    severity=Severity.HIGH,
    remedy="set location to a region, and nodeLocations to two zones or more, or say nothing of these",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(CLUSTER,),
    check=only_where(
        in_production("resourceLabels"),
        matches("location", REGION, "a region such as us-central1"),
        several_zones,
    ),
)
