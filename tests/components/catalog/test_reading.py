"""A table becomes machines and offers; a fault names its file, line, column, what is allowed and what to do."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from components.catalog.model import CatalogError, MachineType, Price, Source
from components.catalog.reading import read_machines, read_snapshot
from tests.components.catalog.tables import (
    DAY,
    MACHINES,
    OFFER,
    ROW,
    SNAPSHOT,
    machines,
    machines_text,
    snapshot,
)

GIB = 2**30


def test_a_row_is_all_that_a_machine_is() -> None:
    assert machines()["m1"] == MachineType(
        provider="azure",
        name="m1",
        vcpus=8,
        memory_bytes=32 * GIB,
        gpus=Fraction(1, 2),
        gpu_model="A10",
        gpu_memory_bytes=24 * GIB,
        architecture="x86_64",
        fabric="none",
        local_disk_bytes=0,
        quota_family="family of m1",
        spot_quota_family="lowPriorityCores",
        capacities=frozenset({"spot"}),
    )


def test_an_empty_cell_is_unknown_and_never_nothing() -> None:
    machine = machines("m1,8,7.5,0,,,arm64,,,,,")["m1"]
    assert machine.memory_bytes == 7.5 * GIB, "Google Cloud has half gibibytes"
    assert (machine.fabric, machine.local_disk_bytes, machine.quota_family, machine.capacities) == (None,) * 4
    (unpriced,) = snapshot("eastus,m1,,,,,,,").offers
    assert (unpriced.on_demand, unpriced.spot, unpriced.zones) == (None, None, None)


def test_each_price_has_its_day_and_its_source() -> None:
    (offer,) = snapshot(OFFER).offers
    source = Source(key="list", text="a list")
    assert offer.on_demand == Price(usd_per_hour=Decimal("1.5"), as_of=date(2026, 10, 31), source=source)
    assert offer.spot == Price(usd_per_hour=Decimal("0.5"), as_of=None, source=source)
    assert offer.zones == ("1", "2")


def test_a_spot_price_of_aws_is_a_floor_and_shown_as_one() -> None:
    text = "# source list: a list\n" + ",".join(
        [
            "location,machine,zones,on_demand_usd_per_hour,on_demand_as_of,on_demand_source,spot_usd_per_hour",
            "spot_as_of,spot_source\nus-east-1,m1,,2,,list,0.5,,list\n",
        ]
    )
    known = read_machines("aws", MACHINES, machines_text(ROW))
    (offer,) = read_snapshot("aws", DAY, SNAPSHOT, text, known).offers
    assert str(offer.spot) == "from 0.5 USD/h" and str(offer.on_demand) == "2 USD/h"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("m1,8,32", r"machines/azure.csv:3: given 3 cells; allowed: 12"),
        ("m1,0,32,0,,,x86_64,,,,,", r":3: vcpus: given '0'; allowed: a whole number above 0"),
        ("m1,8,lots,0,,,x86_64,,,,,", r":3: memory_gib: given 'lots'; allowed: GiB above 0"),
        ("m1,8,NaN,0,,,x86_64,,,,,", r":3: memory_gib: given 'NaN'"),
        ("m1,8,32,1/0,A10,,x86_64,,,,,", r":3: gpus: given '1/0'"),
        ("m1,8,32,1,,,x86_64,,,,,", r":3: gpu_model: given ''; allowed: the model of the GPUs"),
        ("m1,8,32,0,,,x64,,,,,", r":3: architecture: given 'x64'; allowed: arm64, x86_64"),
        ("m1,8,32,0,,,x86_64,warp,,,,", r":3: fabric: given 'warp'; allowed: efa, .*none, or nothing"),
        ("m1,8,32,0,,,x86_64,,,,,spot lease", r":3: capacities: given 'spot lease'"),
        (ROW, r":4: machine: given 'm1' once more; allowed: every machine once"),
    ],
)
def test_a_wrong_machine_is_named_with_its_place_and_what_is_allowed(row: str, fault: str) -> None:
    with pytest.raises(CatalogError, match=fault) as wrong:
        machines(*((ROW, row) if row == ROW else (row,)))
    assert "correct it, or remove the file" in str(wrong.value), "what to do"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("eastus,m2,,1,,list,,,", r"azure.csv:3: machine: given 'm2'; allowed: a machine that the catalog's"),
        ("east us,m1,,1,,list,,,", r":3: location: given 'east us'"),
        (
            "eastus,m1,,-1,,list,,,",
            r":3: on_demand_usd_per_hour: given '-1'; allowed: USD per hour, above 0, or",
        ),
        ("eastus,m1,,Infinity,,list,,,", r":3: on_demand_usd_per_hour: given 'Infinity'"),
        ("eastus,m1,,1,last week,list,,,", r":3: on_demand_as_of: given 'last week'; allowed: a day as"),
        ("eastus,m1,,1,,hearsay,,,", r":3: on_demand_source: given 'hearsay'; allowed: .*head names: list"),
        ("eastus,m1,,,,,1,,", r":3: spot_source: given ''"),
    ],
)
def test_a_wrong_price_is_named_with_its_place_and_what_is_allowed(row: str, fault: str) -> None:
    with pytest.raises(CatalogError, match=fault):
        snapshot(row)


def test_a_machine_is_offered_once_a_location() -> None:
    with pytest.raises(CatalogError, match=":4: machine: given 'm1' once more"):
        snapshot(OFFER, OFFER)
    assert len(snapshot(OFFER, OFFER.replace("eastus", "westeurope")).offers) == 2


@pytest.mark.parametrize("text", ["", "# only a remark\n", "location,machine\n", "<html>\n"])
def test_what_is_no_such_table_is_said_to_be_none(text: str) -> None:
    with pytest.raises(CatalogError, match="its head is not location,machine,zones"):
        read_snapshot("azure", DAY, SNAPSHOT, text, {})
