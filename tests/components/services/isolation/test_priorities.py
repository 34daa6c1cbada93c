"""Priorities: who answers people goes before who trains, and that before batch work."""

from hypothesis import given

from components.services.isolation.priorities import PRIORITIES, priorities
from components.topology.model import Topology
from tests.components.services.isolation.topologies import cluster, named, platform, topologies, topology

HIGHEST_OF_A_USER = 1_000_000_000
"""Kubernetes keeps what is above for itself."""


def test_serving_is_above_training_above_batch() -> None:
    made = priorities(topology(), platform())
    values = [
        named(made, "PriorityClass", f"atlas-{name}")["value"] for name in ("serve", "train", "promotion")
    ]
    assert values == sorted(values, reverse=True) and len(set(values)) == 3, "each above the next"


def test_only_serving_ends_the_pods_of_others() -> None:
    made = priorities(topology(), platform())
    policies = {each["metadata"]["name"]: each["preemptionPolicy"] for each in made}
    assert policies == {
        "atlas-serve": "PreemptLowerPriority", "atlas-train": "Never", "atlas-promotion": "Never",
    }, "training waits for room"  # fmt: skip


@given(topologies())
def test_classes_are_one_a_cluster_and_no_pods_default(plan: Topology) -> None:
    made = priorities(plan, platform())
    names = {each["metadata"]["name"] for each in made}
    assert len(names) == len(plan.clusters) + 1, "and one for batch work"
    assert not any(each["globalDefault"] for each in made), "pods of others keep what they had"


def test_values_are_those_that_a_user_may_give() -> None:
    assert all(0 < value <= HIGHEST_OF_A_USER for value in PRIORITIES.values()), (
        "above none, below the system"
    )


def test_a_long_name_is_cut_to_what_a_label_may_have() -> None:
    name = "a" * 24
    plan = topology([cluster(name, "training")], name="b" * 60)
    assert all(len(each["metadata"]["name"]) <= 63 for each in priorities(plan, platform())), (
        "and stays its own"
    )
