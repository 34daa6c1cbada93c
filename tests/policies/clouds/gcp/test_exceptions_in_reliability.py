"""In how many zones of Google Cloud the system machines of a cluster are, whoever says it."""

from typing import Any

import pytest

from tests.policies.breach import Added
from tests.policies.clouds.gcp.alone import found

RULE = "require-several-zones-on-gcp"
LABELS = {"groundplan-plan": "atlas"}
ZONE, OTHER = "us-central1-a", "us-central1-b"


def cluster(*zones: str, location: str = "us-central1", **more: Any) -> Added:
    """Return a cluster of production whose nodes are in these zones where a pool names none."""
    inputs = {"name": "atlas", "location": location, "nodeLocations": list(zones), **more}
    return Added(type="gcp:container/cluster:Cluster", name="cluster", inputs=inputs)


def nodes(*zones: str, labels: Any = LABELS) -> dict[str, Any]:
    """Return what is said of nodes in these zones."""
    return {"nodeLocations": list(zones), "nodeConfig": {"labels": labels}}


def pool(*zones: str, labels: Any = LABELS, name: str = "system") -> Added:
    """Return a node pool."""
    inputs = {"cluster": "atlas", **nodes(*zones, labels=labels)}
    return Added(type="gcp:container/nodePool:NodePool", name=name, inputs=inputs)


@pytest.mark.parametrize(
    "made",
    [
        (cluster(), pool(ZONE, labels={})),
        (cluster(ZONE, OTHER), pool(ZONE, labels={})),
        (cluster(ZONE), pool()),
        (cluster(location=ZONE), pool()),
        (cluster(nodePools=[nodes(ZONE)]),),
        (cluster(), pool(ZONE), pool(OTHER, labels={**LABELS, "groundplan-pool": "gpu"}, name="gpu")),
        (cluster(), pool(ZONE), pool(OTHER, labels={}, name="gpu")),
    ],
    ids=[
        "no label",
        "no label, and not the cluster's",
        "the cluster's",
        "a zone's",
        "inside",
        "a pool",
        "another's",
    ],
)
def test_system_machines_of_production_in_one_zone_are_told(made: tuple[Added, ...]) -> None:
    (text,) = found(RULE, *made)
    assert f"its system machines are all in {ZONE}; allowed: at least 2 zones" in text


@pytest.mark.parametrize(
    "made",
    [
        (cluster(), pool()),
        (cluster(ZONE, OTHER), pool()),
        (cluster(ZONE), pool(ZONE, OTHER)),
        (cluster(), pool(ZONE), pool(OTHER, name="second")),
        (cluster(), pool(ZONE, labels={**LABELS, "groundplan-pool": "gpu"})),
        (cluster(ZONE, resourceLabels={"groundplan-environment": "staging"}), pool()),
        (cluster(ZONE),),
        (cluster(OTHER, location=ZONE), pool()),
    ],
    ids=[
        "a region's",
        "the cluster's",
        "its own",
        "two pools",
        "no system pool",
        "in staging",
        "no pool",
        "a zone's and another",
    ],
)
def test_system_machines_in_several_zones_are_well(made: tuple[Added, ...]) -> None:
    assert found(RULE, *made) == []


@pytest.mark.parametrize(("most", "is_told"), [(2, False), (3, True)])
def test_zones_of_the_cluster_are_as_many_as_a_team_asks_of_its_system_machines(
    most: int, is_told: bool
) -> None:
    assert bool(found(RULE, cluster(ZONE, OTHER), pool(), **{"least-zones": most})) == is_told
