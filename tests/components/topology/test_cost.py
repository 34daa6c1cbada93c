"""What a plan costs is told from the catalog, never guessed, and never told as less than is paid."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.catalog.model import MachineType, Offer, Price, Source
from components.topology.cost import HOURS_A_MONTH, cost_of, hourly
from components.topology.model import Machine, Pool
from components.topology.resolve import resolve
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
        (("spot",), FLOOR, "0.40"),
        (("spot",), None, "0.40"),
    ],
)
def test_the_most_that_any_way_of_buying_costs_is_told(
    capacity: tuple[str, ...], spot: Price | None, told: str
) -> None:
    assert hourly(pool(*capacity, on_demand=ON_DEMAND, spot=spot)) == Decimal(told)


@pytest.mark.parametrize(
    ("capacity", "on_demand", "spot"),
    [
        (("spot",), None, FLOOR),
        (("spot",), None, None),
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


MONEY = st.decimals("0.01", "500", places=2).map(lambda usd: price(str(usd)))


@given(st.lists(st.tuples(st.none() | MONEY, st.integers(1, 100)), max_size=6))
def test_a_month_has_the_most_machines_of_every_pool_whose_price_is_known(
    told: list[tuple[Price | None, int]],
) -> None:
    made = tuple(
        replace(pool("on-demand", on_demand=price), name=f"p{index}", maximum=maximum)
        for index, (price, maximum) in enumerate(told)
    )
    topology = resolve(plans.plan(), plans.LARGE)
    cost = cost_of(replace(topology, clusters=(replace(topology.clusters[0], pools=made),)))
    assert cost.total == sum(price.usd_per_hour * maximum * HOURS_A_MONTH for price, maximum in told if price)
    unknown = {("train", f"p{index}") for index, (price, _) in enumerate(told) if price is None}
    assert set(cost.unknown) == unknown, "what is in no sum is named"
