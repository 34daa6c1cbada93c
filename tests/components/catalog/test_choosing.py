"""The cheapest machine that is all of what a pool asks, and what is said of it and of those passed over."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.catalog.choosing import Choice, choose, machine_for
from components.catalog.fitting import misfits, ranking_price
from components.catalog.gpu_names import is_of_family
from components.catalog.loading import load_catalog
from components.catalog.model import RDMA_FABRICS, Catalog, Offer
from components.catalog.refusing import NoMachine
from components.catalog.requirement import Requirement
from components.plan import model as plan_model
from tests.components.catalog.offers import GIB, asked, cases, offer, price


def chosen(offers: list[Offer], requirement: Requirement) -> Choice | None:
    try:
        return choose(offers, requirement)
    except NoMachine:
        return None


@given(cases(has_answer=True))
def test_the_choice_satisfies_the_minimum(case: tuple[list[Offer], Requirement]) -> None:
    offers, requirement = case
    choice = choose(offers, requirement)
    machine = choice.offer.machine
    assert machine.vcpus >= (requirement.cpus or 0), "as many processors as asked, or more"
    assert machine.memory_bytes >= (requirement.memory_bytes or 0), "as much memory as asked, or more"
    assert machine.gpus >= requirement.gpus, "as many GPUs as asked, or more"
    assert bool(machine.gpus) == bool(requirement.gpus), "GPUs only where they are asked for"
    if requirement.gpus:
        assert is_of_family(machine.gpu_model or "", requirement.gpu_family), "GPUs of the family asked for"
    assert requirement.fabric != "rdma" or machine.fabric in RDMA_FABRICS, "a fabric that is known"
    assert choice.offer.zones is None or set(requirement.zones) <= set(choice.offer.zones), (
        "in every zone named"
    )
    assert machine.capacities is None or set(requirement.open_kinds) <= machine.capacities, "bought as asked"
    assert all(ranking_price(choice.offer, kind) for kind in requirement.kinds), "at a price that is known"


@given(cases())
def test_nothing_cheaper_satisfies_it(case: tuple[list[Offer], Requirement]) -> None:
    offers, requirement = case
    choice = chosen(offers, requirement)
    fitting = [each for each in offers if not misfits(each, requirement)]
    assert (choice is None) == (not fitting), "something is chosen where something fits, and only there"
    for each in fitting:
        other = ranking_price(each, requirement.kinds[0])
        assert choice and choice.price and other and choice.price.usd_per_hour <= other.usd_per_hour


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    case: tuple[list[Offer], Requirement], chance: random.Random
) -> None:
    offers, requirement = case
    shuffled = chance.sample(offers, len(offers))
    assert chosen(offers, requirement) == chosen(shuffled, requirement), (
        "ties are broken by what a machine is"
    )


@given(cases(has_answer=True))
def test_a_dearer_machine_changes_nothing(case: tuple[list[Offer], Requirement]) -> None:
    offers, requirement = case
    choice = choose(offers, requirement)
    assert choice.price, "nothing is chosen without a price"
    dearer = choice.price.usd_per_hour + Decimal("0.01")
    twin = replace(
        choice.offer,
        machine=replace(choice.offer.machine, name="a.0"),
        on_demand=price(dearer),
        spot=price(dearer),
    )
    assert choose([*offers, twin], requirement).offer == choice.offer, (
        "the same machine for more is never taken"
    )


@pytest.mark.parametrize("family", ["H100", "h100"])
def test_a_family_matches_every_variant_and_the_cheapest_wins(family: str) -> None:
    offers = [
        offer("sxm", "10", gpus=8, gpu_model="H100-SXM"),
        offer("nvl", "7", gpus=8, gpu_model="H100-NVL"),
        offer("other", "1", gpus=8, gpu_model="H200"),
    ]
    assert choose(offers, asked(gpus=8, gpu_family=family)).offer.machine.name == "nvl"
    assert choose(offers, asked(gpus=8, gpu_family="H100-SXM")).offer.machine.name == "sxm", "an exact name"


def test_a_pool_without_gpus_gets_none_even_where_that_would_be_cheaper() -> None:
    offers = [offer("gpu", "1", gpus=1, gpu_model="T4"), offer("plain", "2")]
    assert choose(offers, asked(cpus=4)).offer.machine.name == "plain", "GPUs need drivers, quota and taints"


def test_part_of_a_gpu_is_no_gpu() -> None:
    offers = [offer("half", "1", gpus="1/2", gpu_model="A10"), offer("whole", "3", gpus=1, gpu_model="A10")]
    assert choose(offers, asked(gpus=1, gpu_family="A10")).offer.machine.name == "whole"


def test_more_gpus_than_asked_are_said() -> None:
    choice = choose([offer("eight", "9", gpus=8, gpu_model="H100-SXM")], asked(gpus=4, gpu_family="H100"))
    assert any("8xH100-SXM, more than the 4 asked" in note for note in choice.notes)


def test_a_machine_without_a_known_price_is_passed_over_and_named() -> None:
    offers = [offer("unpriced", None), offer("dear", "5")]
    choice = choose(offers, asked(cpus=4))
    assert choice.offer.machine.name == "dear"
    assert choice.passed_over == ("unpriced has no known on-demand price",)


def test_every_capacity_of_the_list_needs_a_price() -> None:
    offers = [offer("spot-only", None, "1"), offer("both", "9", "3")]
    choice = choose(offers, asked(capacity=("spot", "on-demand")))
    assert choice.offer.machine.name == "both", "the pool falls back to on-demand"
    assert choice.price == price("3"), "the first capacity ranks"
    assert choose(offers, asked(capacity=("spot",))).offer.machine.name == "spot-only"


def test_a_floor_alone_is_no_ground_for_a_choice() -> None:
    offers = [offer("floor-only", None, "1", provider="aws"), offer("low-floor", "9", "2", provider="aws")]
    offers.append(offer("cheap", "8", "4", provider="aws"))
    choice = choose(offers, asked(provider="aws", capacity=("spot",)))
    assert choice.offer.machine.name == "cheap", (
        "the on-demand price ranks, not the cheapest zone's spot price"
    )
    assert choice.passed_over == (
        "floor-only has no known on-demand price, only a floor of its spot price (from 1 USD/h)",
    )
    assert "its spot price is from 4 USD/h in the cheapest zone, a floor" in choice.notes[0]


def test_equal_prices_go_to_the_lower_floor_and_then_to_the_smaller_machine() -> None:
    spot = asked(provider="aws", capacity=("spot",))
    offers = [offer("a", "8", "4", provider="aws"), offer("b", "8", "3", provider="aws")]
    assert choose(offers, spot).offer.machine.name == "b", "the floor breaks a tie"
    offers = [offer("big", vcpus=16), offer("a.12"), offer("a.2")]
    assert choose(offers, asked()).offer.machine.name == "a.2", (
        "fewer vCPUs, then the first name as people sort"
    )


def test_what_the_catalog_does_not_know_is_said() -> None:
    zoned = choose([offer()], asked(zones=("1",)))
    assert zoned.notes == ("which zones of eastus have m1 is not known to the catalog",)
    unknown = offer("unknown", "1", fabric=None)
    choice = choose([unknown, offer("known", "5", fabric="infiniband")], asked(fabric="rdma"))
    assert choice.offer.machine.name == "known", "a fabric that nobody knows is no promise"
    assert choice.passed_over == ("unknown has a fabric that the catalog does not know",)


def test_a_network_of_tcp_is_no_rdma_even_where_it_is_named() -> None:
    offers = [offer("tcp", "1", fabric="gpudirect-tcpx"), offer("rdma", "5", fabric="gpudirect-rdma")]
    assert choose(offers, asked(fabric="rdma")).offer.machine.name == "rdma"
    with pytest.raises(NoMachine) as refused:
        choose(offers, asked(type="tcp", fabric="rdma"))
    assert "which has gpudirect-tcpx, which is no RDMA" in refused.value.allowed


def test_a_price_without_a_date_is_said() -> None:
    undated = Offer(machine=offer().machine, location="eastus", on_demand=price("1", as_of=None))
    assert choose([undated], asked()).notes == ("its price of 1 USD/h has no date (made up for a test)",)


def test_a_type_is_taken_exactly_without_a_price_and_that_is_said() -> None:
    offers = [offer("a", None, gpus=8, gpu_model="B200"), offer("b", "1")]
    choice = choose(offers, asked(type="a"))
    assert choice.price is None
    assert choice.notes == ("no on-demand price of a is known; it is taken because `type` names it",)


def test_a_pool_of_a_plan_gets_its_machine() -> None:
    pool = plan_model.Pool.model_validate(
        {
            "name": "gpu",
            "machine": {"gpu": "8xH100", "memory": "1TiB"},
            "count": 2,
            "fabric": "rdma",
            "capacity": ["reservation:cr-1", "spot", "on-demand"],
        }
    )
    plan = plan_model.Plan.model_validate(
        {
            "name": "atlas",
            "target": "aws",
            "location": "us-east-1",
            "network": {"zones": ["us-east-1a"]},
            "clusters": [{"name": "train", "purpose": "training", "pools": [pool.model_dump()]}],
        }
    )
    choice = machine_for(plan, pool, load_catalog(providers=["aws"]))
    assert choice.offer.machine.name == "p5.48xlarge"
    assert choice.offer.machine.fabric == "efa" and choice.offer.machine.memory_bytes == 2048 * GIB
    said = "\n".join(choice.notes)
    assert "a floor" in said and "reservation" in said and "which zones of us-east-1" in said


def test_the_same_demand_has_an_answer_on_every_provider() -> None:
    catalog: Catalog = load_catalog()
    for provider, location, name in (
        ("aws", "us-east-1", "p5.48xlarge"),
        ("azure", "eastus", "Standard_ND96isr_H100_v5"),
        ("gcp", "us-central1", "a3-highgpu-8g"),
    ):
        fabric = "ethernet" if provider == "gcp" else "rdma"
        wanted = asked(provider=provider, location=location, gpus=8, gpu_family="H100", fabric=fabric)
        assert choose(catalog.offers, wanted).offer.machine.name == name


def test_rdma_of_google_cloud_is_not_bought_on_demand() -> None:
    wanted = asked(provider="gcp", location="us-central1", gpus=8, gpu_family="H200", fabric="rdma")
    with pytest.raises(NoMachine) as refused:
        choose(load_catalog().offers, wanted)
    assert "a3-ultragpu-8g" in refused.value.allowed and "capacity: [spot]" in refused.value.remedy
    spot = choose(load_catalog().offers, replace(wanted, capacity=("spot",)))
    assert spot.offer.machine.name == "a3-ultragpu-8g" and spot.offer.machine.spot_quota_family
    reserved = choose(
        load_catalog().offers, replace(wanted, type="a3-ultragpu-8g", capacity=("reservation:cr-1",))
    )
    assert reserved.offer.machine.name == "a3-ultragpu-8g", "which was agreed apart"


def test_a_machine_that_only_spot_gives_is_not_bought_on_demand() -> None:
    wanted = asked(provider="gcp", location="us-central1", gpus=1, gpu_family="H100")
    choice = choose(load_catalog().offers, wanted)
    assert choice.offer.machine.name == "a3-highgpu-8g"
    assert "a3-highgpu-1g is offered as spot only" in choice.passed_over
