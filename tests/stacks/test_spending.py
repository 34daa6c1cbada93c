"""What a node costs is told from the catalog, never guessed, and never told as less than is paid."""

from decimal import Decimal

import pytest

from components.catalog.model import MachineType, Offer, Price, Source
from components.services.observability.spending import unpriced
from components.topology.model import Machine, Pool
from components.topology.resolve import resolve
from stacks.spending import hourly, spending_of
from tests.clouds import one_plan
from tests.components.topology import plans

LIST = Source(key="list", text="a list of prices")


def price(usd: str, *, is_floor: bool = False) -> Price:
    return Price(usd_per_hour=Decimal(usd), as_of=None, source=LIST, is_floor=is_floor)


def pool(*capacity: str, on_demand: Price | None = None, spot: Price | None = None) -> Pool:
    machine = MachineType(provider="gcp", name="n4-standard-8", vcpus=8, memory_bytes=32 * plans.GIB)
    offer = Offer(machine=machine, location="us-central1", on_demand=on_demand, spot=spot)
    return Pool(
        name="data", cluster="train", role="worker", count=0, maximum=4, capacity=capacity, labels={}, offer=offer,
        machine=Machine(cpus=8, memory_bytes=plans.GIB, object_store_bytes=0),
    )  # fmt: skip


ON_DEMAND, SPOT, FLOOR = price("0.40"), price("0.12"), price("0.12", is_floor=True)


@pytest.mark.parametrize(
    ("capacity", "spot", "told"),
    [
        (("on-demand",), SPOT, "0.40"),
        (("spot", "on-demand"), SPOT, "0.40"),
        (("reservation:ours", "on-demand"), SPOT, "0.40"),
        (("spot",), SPOT, "0.12"),
    ],
)
def test_the_dearest_way_of_buying_is_told(capacity: tuple[str, ...], spot: Price, told: str) -> None:
    assert hourly(pool(*capacity, on_demand=ON_DEMAND, spot=spot)) == Decimal(told)


@pytest.mark.parametrize(
    ("capacity", "on_demand", "spot"),
    [
        (("spot",), ON_DEMAND, FLOOR),
        (("spot",), ON_DEMAND, None),
        (("on-demand",), None, SPOT),
        (("reservation:block/cr-0abc", "on-demand"), ON_DEMAND, SPOT),
    ],
)
def test_what_is_not_known_is_not_told(
    capacity: tuple[str, ...], on_demand: Price | None, spot: Price | None
) -> None:
    assert hourly(pool(*capacity, on_demand=on_demand, spot=spot)) is None, (
        "a floor is no price, nor is nothing"
    )


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_every_pool_of_a_plan_on_a_cloud_is_told_or_named_as_left_out(cloud: str) -> None:
    topology = one_plan.topology(cloud)
    spending = spending_of(topology)
    pools = {(pool.cluster, pool.name) for cluster in topology.clusters for pool in cluster.pools}
    assert spending.hourly.keys() <= pools and ("train", "data") in spending.hourly
    assert len(unpriced(topology, spending)) == len(pools) - len(spending.hourly)
    assert spending.monthly is None, "a plan has no budget yet"


def test_where_nothing_is_rented_nothing_is_told() -> None:
    local = resolve(plans.plan(), plans.LARGE)
    assert spending_of(local).hourly == {}
