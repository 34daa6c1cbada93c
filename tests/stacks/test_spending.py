"""What a node costs, and what a month may, is handed over as the topology has it, with nothing made up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from components.services.observability.spending import unpriced
from components.topology.resolve import resolve
from stacks.spending import spending_of
from tests.clouds import one_plan
from tests.components.topology import cluster_nodes, plans


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_every_pool_of_a_plan_on_a_cloud_is_told_or_named_as_left_out(cloud: str) -> None:
    topology = one_plan.topology(cloud)
    spending = spending_of(topology)
    pools = {(pool.cluster, pool.name) for cluster in topology.clusters for pool in cluster.pools}
    assert spending.hourly.keys() <= pools and ("train", "data") in spending.hourly
    assert len(unpriced(topology, spending)) == len(pools) - len(spending.hourly)


def test_the_budget_is_handed_over_where_there_is_one() -> None:
    topology = one_plan.topology("aws")
    assert spending_of(topology).monthly is None, "this plan has none"
    assert spending_of(replace(topology, monthly_usd=Decimal(5))).monthly == 5, "an alert compares with it"


def test_where_nothing_is_rented_nothing_is_told() -> None:
    local = resolve(plans.plan(), plans.LARGE)
    assert spending_of(local).hourly == {}


def test_a_cluster_that_exists_costs_what_the_plan_says_of_its_nodes() -> None:
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/gpu", "nodes": ["gpu-*"], "hourly": "98.32 USD"},
    ]
    plan = cluster_nodes.kubernetes_plan(inventory=inventory, budget={"monthly": "100000 USD"})
    spending = spending_of(resolve(plan, cluster_nodes.six_nodes()))
    assert (spending.hourly, spending.monthly) == ({("train", "gpu"): Decimal("98.32")}, 100_000), (
        "dashboard and alert are there as on a cloud"
    )
