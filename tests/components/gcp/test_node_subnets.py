"""Which subnets nodes are in."""

from components.gcp.node_subnets import node_subnets
from tests.components.gcp import recorded

TOPOLOGY = recorded.topology()


def test_only_subnets_with_nodes_belong_to_the_cluster() -> None:
    assert set(node_subnets(TOPOLOGY)) == {
        (segment, zone) for segment in ("training", "serving") for zone in ("us-central1-a", "us-central1-b")
    }
