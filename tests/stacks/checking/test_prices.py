"""A month costs its hours, a range from its least to its most; spot and quota are told beside those of the base."""

from dataclasses import replace
from decimal import Decimal

import pytest

from components.plan.loading import load_plan
from components.topology.cost import cost_of
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.checking.amounts import Bought, PoolPrice
from stacks.checking.exposure import quota_needed, spot_exposure
from stacks.checking.prices import NODE, pool_prices, total, unknown_prices
from stacks.checking.wording import price_notes
from stacks.paths import PROJECT_ROOT
from tests.components.topology.cluster_nodes import cluster, kubernetes_plan
from tests.components.topology.plans import pool
from tests.stacks.checking.reports import PART


@pytest.fixture(scope="module")
def topology() -> Topology:
    """Return what the smallest example of a cloud comes to."""
    return resolve(load_plan(PROJECT_ROOT / "stacks" / "plans" / "aws-small.yaml"), None)


def without_first_cluster(topology: Topology) -> Topology:
    return replace(topology, clusters=topology.clusters[1:])


def test_a_month_has_730_hours_and_a_range_two_ends() -> None:
    bought = Bought(machine="m", count=1, maximum=3, hourly=Decimal("0.5"))
    assert bought.month == (Decimal("365.0"), Decimal("1095.0"))


def test_the_most_that_a_month_costs_is_what_the_budget_is_held_to(topology: Topology) -> None:
    _, most = total(each.now for each in pool_prices(topology, None))
    assert most == cost_of(topology).total


def test_a_pool_of_one_side_alone_is_told_with_nothing_on_the_other(topology: Topology) -> None:
    prices = pool_prices(topology, without_first_cluster(topology))
    assert {price.pool.partition("/")[0] for price in prices if price.before is None} == {
        topology.clusters[0].name
    }
    gone = pool_prices(without_first_cluster(topology), topology)
    assert any(price.now is None and price.before for price in gone)


def test_what_nobody_knows_is_in_no_sum_and_named() -> None:
    unknown = PoolPrice(
        pool="train/gpu", now=Bought(machine="m", count=1, maximum=1, hourly=None), before=None
    )
    assert unknown_prices([unknown]) == ("train/gpu",) and total([unknown.now]) == (0, 0)


def test_quota_is_told_beside_that_of_the_base(topology: Topology) -> None:
    assert all(need.before is None for need in quota_needed(topology, None)), "nothing was compared"
    assert all(need.before == need.quota.amount for need in quota_needed(topology, topology))


def test_spot_that_the_base_has_not_is_new(topology: Topology) -> None:
    spot = spot_exposure(topology, topology)
    assert [pool.pool for pool in spot.pools] == ["train/data"] and not spot.pools[0].is_new
    pools = tuple(replace(pool, capacity=("on-demand",)) for pool in topology.clusters[1].pools)
    before = replace(topology, clusters=(topology.clusters[0], replace(topology.clusters[1], pools=pools)))
    assert spot_exposure(topology, before).pools[0].is_new
    machines = [pool.maximum for cluster in topology.clusters for pool in cluster.pools]
    assert spot.pools[0].maximum + spot.others == sum(machines)


def test_nodes_of_a_cluster_that_exists_have_the_price_of_the_plan() -> None:
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/gpu", "nodes": ["gpu-*"], "hourly": "98.32 USD", "capacity": "spot"},
    ]
    asked = {**pool("gpu", memory="96GiB", cpu=16, count="1..2", gpu="8xH100"), "capacity": ["spot"]}
    priced = resolve(kubernetes_plan(inventory=inventory, clusters=[cluster(pool("head"), asked)]), None)
    prices = pool_prices(priced, None)
    gpu, head = (price.now for price in prices)
    assert gpu == Bought(machine=NODE, count=1, maximum=2, hourly=Decimal("98.32"))
    assert head is not None and unknown_prices(prices) == ("train/head",), "what has none is named"
    assert price_notes(replace(PART, prices=prices))[0].startswith("the plan's own prices of nodes"), (
        "they are no list prices"
    )
    assert [each.price for each in spot_exposure(priced, None).pools] == ["98.32 USD/h"]
    assert pool_prices(resolve(kubernetes_plan(), None), None) == (), "without any price nothing is told"
