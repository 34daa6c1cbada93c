"""Where machines of a pool may be: in one zone for a fabric or a reservation, never where they cannot be had."""

from typing import Any

import pytest

from components.catalog.model import Offer
from components.topology.errors import TopologyErrors
from components.topology.model import Pool
from components.topology.resolve import resolve
from tests.components.catalog.offers import offer
from tests.components.topology.clouds import asked, catalog_of, cloud_plan

NAMED = {"network": {"cidr": "10.20.0.0/16", "zones": ["us-central1-a", "us-central1-b"]}}


def on_gcp(*zones: str) -> Offer:
    facts = {"gpus": 8, "gpu_model": "H100-SXM", "fabric": "gpudirect-rdma", "quota_family": "H100"}
    return offer("a3", provider="gcp", location="us-central1", zones=zones or None, **facts)


def cpus(*zones: str) -> Offer:
    return offer("c3", provider="gcp", location="us-central1", zones=zones or None, quota_family="C3_CPUS")


def resolved(*offers: Offer, changed: dict[str, Any] | None = None, **pool: Any) -> Pool:
    wanted = asked("gpu", **{"machine": {"gpu": "8xH100"}, **pool})
    plan = cloud_plan("gcp", asked("head"), wanted, **changed or {})
    found = resolve(plan, None, catalog=catalog_of(*offers, provider="gcp"))
    return next(each for each in found.clusters[0].pools if each.name == "gpu")


def refused(*offers: Offer, **pool: Any) -> str:
    with pytest.raises(TopologyErrors) as errors:
        resolved(*offers, **pool)
    return str(errors.value)


def test_machines_may_be_in_every_zone_of_the_network_that_has_them() -> None:
    made = resolved(on_gcp("us-central1-a"), cpus("us-central1-a", "us-central1-b"))
    assert made.zones == ("us-central1-a",), "the other zone of the network does not have them"


def test_a_number_of_zones_becomes_names_where_they_are_the_same_for_everybody() -> None:
    made = resolved(on_gcp(), cpus("us-central1-f", "us-central1-b"))
    assert made.zones == ("us-central1-b", "us-central1-f")


def test_more_zones_than_the_location_has_are_refused() -> None:
    said = refused(on_gcp("us-central1-a"), cpus("us-central1-a"))
    assert said == (
        "network.zones: the plan wants 2 zones; the catalog knows 1 of us-central1: us-central1-a; "
        "write zones: 1, or name them"
    )


def test_a_fabric_puts_a_pool_into_one_zone() -> None:
    made = resolved(on_gcp(), cpus(), fabric="rdma", changed=NAMED)
    assert made.zones == ("us-central1-a",) and made.fabric == "rdma", "RDMA reaches no farther"


@pytest.mark.parametrize(
    ("asked_for", "zones"),
    [
        ({"placement": "together"}, ("us-central1-a",)),
        ({"placement": "together", "zone": "us-central1-b"}, ("us-central1-b",)),
        ({"placement": "anywhere", "fabric": "rdma"}, ("us-central1-a",)),
        ({"placement": "anywhere"}, ("us-central1-a", "us-central1-b")),
        ({"placement": "spread"}, ("us-central1-a", "us-central1-b")),
    ],
)
def test_machines_that_stand_together_are_in_one_zone_with_or_without_a_fabric(
    asked_for: dict[str, str], zones: tuple[str, ...]
) -> None:
    made = resolved(on_gcp(), cpus(), changed=NAMED, **asked_for)
    assert (made.zones, made.placement) == (zones, asked_for["placement"]), (
        "no group reaches into another zone"
    )


def test_a_plan_that_says_nothing_of_placement_leaves_it_to_the_target() -> None:
    assert resolved(on_gcp(), cpus(), fabric="rdma", changed=NAMED).placement is None


def test_the_zone_of_a_pool_is_the_plans_where_it_names_one() -> None:
    made = resolved(on_gcp(), cpus(), fabric="rdma", zone="us-central1-b", changed=NAMED)
    assert made.zones == ("us-central1-b",)


def test_a_zone_that_the_network_lacks_is_refused() -> None:
    said = refused(on_gcp(), cpus(), zone="us-central1-c", changed=NAMED)
    assert "pools[gpu].zone: the plan puts the pool into us-central1-c" in said


def test_a_machine_that_no_zone_of_the_network_has_is_refused_with_those_that_do() -> None:
    said = refused(on_gcp("us-central1-f"), cpus("us-central1-a", "us-central1-b"))
    assert "needs a3 in us-central1-a or us-central1-b" in said and "network.zones: [us-central1-f]" in said


def test_a_machine_without_a_fabric_is_refused_where_one_is_asked() -> None:
    said = refused(
        offer("c3", provider="gcp", location="us-central1", gpus=8, gpu_model="H100-SXM"),
        cpus(),
        fabric="rdma",
    )
    assert "has no RDMA fabric; leave out `fabric: rdma`" in said


def test_a_reservation_names_its_machine_and_its_zone() -> None:
    said = refused(on_gcp(), cpus(), capacity=["reservation:cr-1", "on-demand"], changed=NAMED)
    assert "pools[gpu].machine: the pool takes reservation:cr-1" in said and "type: <the machine" in said
    assert "pools[gpu].zone" in said, "both at once"


def test_a_reservation_with_machine_and_zone_is_taken() -> None:
    made = resolved(
        on_gcp(),
        cpus(),
        machine={"type": "a3"},
        zone="us-central1-b",
        capacity=["reservation:cr-1"],
        changed=NAMED,
    )
    assert (made.zones, made.machine.type) == (("us-central1-b",), "a3")
