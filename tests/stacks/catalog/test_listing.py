"""What is listed is what is asked for, cheapest first; a name that the catalog does not know is refused."""

from decimal import Decimal

import pytest
from hypothesis import given

from components.catalog.model import Offer
from stacks.catalog.listing import Wanted, gpu_wanted, listed
from stacks.cli.failures import Refused
from tests.components.catalog.offers import GIB, offer, offers_of

OFFERS = [
    offer("a", "3", "1"),
    offer("b", "2", location="westeurope"),
    offer("c", None, "0.5", gpus=8, gpu_model="H100-SXM", vcpus=96, memory_bytes=900 * GIB),
    offer("d", "1", provider="aws", location="us-east-1", capacities=frozenset({"spot"})),
]


def names(**wanted: object) -> list[str]:
    return [each.machine.name for each in listed(OFFERS, Wanted(**wanted)).offers]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["d", "b", "a", "c"]),
        ({"provider": "azure"}, ["b", "a", "c"]),
        ({"location": "eastus"}, ["a", "c"]),
        ({"gpu_family": "H100"}, ["c"]),
        ({"gpu_family": "H100", "gpus": 16}, []),
        ({"vcpus": 9}, ["c"]),
        ({"memory_bytes": 100 * GIB}, ["c"]),
        ({"max_usd_per_hour": Decimal(2)}, ["d", "b"]),
        ({"kind": "spot"}, ["c", "a"]),
        ({"kind": "spot", "max_usd_per_hour": Decimal("0.9")}, ["c"]),
        ({"kind": "on-demand"}, ["b", "a"]),
        ({"type": "c"}, ["c"]),
    ],
)
def test_each_option_narrows_the_list(wanted: dict[str, object], found: list[str]) -> None:
    assert names(**wanted) == found


def test_what_has_no_price_is_left_out_where_a_price_is_asked_and_counted() -> None:
    assert listed(OFFERS, Wanted(max_usd_per_hour=Decimal(100))).unpriced == 1
    assert listed(OFFERS, Wanted(kind="spot")).unpriced == 2
    assert listed(OFFERS, Wanted()).unpriced == 0, "without that everything is shown"


@given(offers_of())
def test_prices_never_fall_and_nothing_is_lost(offers: list[Offer]) -> None:
    found = listed(offers, Wanted()).offers
    assert set(found) == set(offers)
    prices = [each.on_demand.usd_per_hour if each.on_demand else Decimal("Infinity") for each in found]
    assert prices == sorted(prices)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"provider": "asw"},
            "--provider: 'asw' is not in the catalog; did you mean \"aws\"? known: aws, azure, gcp",
        ),
        (
            {"location": "mars"},
            "--location: 'mars' is not in the catalog; known: eastus, us-east-1, westeurope",
        ),
        ({"type": "e", "provider": "azure"}, "--type: 'e' is not in the catalog; known: a, b, c"),
        ({"gpu_family": "B200"}, "--gpu: 'B200' is not in the catalog; known: H100-SXM"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(wanted: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        names(**wanted)
    assert str(refused.value) == sentence


def test_gpus_are_a_family_with_or_without_a_number() -> None:
    assert (
        gpu_wanted("8xH100") == (8, "H100")
        and gpu_wanted("L40S") == (0, "L40S")
        and gpu_wanted(None) == (0, None)
    )
    with pytest.raises(
        Refused, match="--gpu: 'H100:8' is not a number of GPUs and their family; give <count>x"
    ):
        gpu_wanted("H100:8")
