"""What the repository's own tables promise: nothing guessed, every price with a source, names that agree."""

from components.catalog.accelerators import accelerators
from components.catalog.loading import load_catalog
from components.catalog.model import FABRICS, NO_FABRIC, Offer

CATALOG = load_catalog()
NOT_IN_ACCELERATORS = {"B300"}
"""GPUs that the source of accelerators does not have."""


def find(provider: str, location: str, machine: str) -> Offer:
    return next(offer for offer in CATALOG.offers if offer.key == (provider, location, machine))


def test_figures_are_those_of_the_sources() -> None:
    offer = find("aws", "us-east-1", "p5.48xlarge")
    assert offer.on_demand and offer.spot
    assert f"{offer.on_demand} {offer.on_demand.as_of}" == "55.04 USD/h 2026-07-20"
    assert f"{offer.spot} {offer.spot.as_of}" == "from 20.0775 USD/h None", "a floor, from an undated file"
    assert str(find("gcp", "europe-west4", "a3-ultragpu-8g").spot) == "42.87383 USD/h"
    assert str(find("azure", "eastus", "Standard_ND96isr_H100_v5").on_demand) == "98.32 USD/h"


def test_what_is_faulty_in_the_sources_is_not_there() -> None:
    names = {offer.machine.name for offer in CATALOG.offers}
    assert not any("accelerator-only" in name for name in names), "a part of a machine is no machine"
    assert "p3.2xlarge" not in names, "probably no longer offered"
    assert find("gcp", "us-central1", "a4-highgpu-8g").on_demand is None, (
        "a reserved price is no on-demand one"
    )
    assert find("gcp", "europe-west4", "a3-ultragpu-8g").on_demand is None, "it was below its own spot price"


def test_a_price_without_a_day_has_a_source_that_says_so() -> None:
    for offer in CATALOG.offers:
        for price in (offer.on_demand, offer.spot):
            assert price is None or price.as_of or "undated" in price.source.text, offer.key


def test_spot_is_below_on_demand_or_equal() -> None:
    for offer in CATALOG.offers:
        if offer.on_demand and offer.spot:
            assert offer.spot.usd_per_hour <= offer.on_demand.usd_per_hour, offer.key


def test_gpus_are_named_as_the_accelerators_are() -> None:
    models = {offer.machine.gpu_model for offer in CATALOG.offers if offer.machine.gpu_model}
    assert models - set(accelerators()) == NOT_IN_ACCELERATORS


def test_every_machine_is_offered_and_every_gpu_machine_has_its_quota_family_but_one() -> None:
    offered = {(offer.machine.provider, offer.machine.name) for offer in CATALOG.offers}
    known = {(provider, name) for provider, machines in CATALOG.machines.items() for name in machines}
    assert offered == known
    lacking = {offer.machine.name for offer in CATALOG.offers if not offer.machine.quota_family}
    assert lacking == {"Standard_ND96isr_MI300X_v5"}, "its name was not in the sources"


def test_what_has_an_rdma_fabric_is_what_the_providers_say() -> None:
    fabric = {offer.machine.name: offer.machine.fabric for offer in CATALOG.offers}
    assert fabric["p5.48xlarge"] == "efa" and fabric["g5.xlarge"] == NO_FABRIC
    assert fabric["a3-megagpu-8g"] == "gpudirect-tcpxo" and fabric["a3-highgpu-1g"] is None
    assert fabric["Standard_ND96isr_H100_v5"] == "infiniband"
    assert set(fabric.values()) <= {None, *FABRICS}


def test_zones_are_those_of_the_location() -> None:
    for offer in CATALOG.offers:
        assert all(zone.startswith(offer.location) for zone in offer.zones or ()), offer.key
    assert find("gcp", "us-central1", "a3-ultragpu-8g").zones == ("us-central1-b",)
    assert find("aws", "us-east-1", "p5.48xlarge").zones is None, "accounts have their own names for them"


def test_an_accelerator_has_memory_arithmetic_and_links_with_a_source() -> None:
    h100, t4 = accelerators()["H100-SXM"], accelerators()["T4"]
    assert (h100.memory_gb, h100.bf16_tflops, h100.memory_gb_per_s, h100.power_w) == (80, 989, 3350, 700)
    assert t4.bf16_tflops is None and "no BF16 hardware" in t4.source
    assert all(accelerator.source for accelerator in accelerators().values())


def test_what_is_retired_is_gone_by_the_day_of_its_snapshot_and_its_successor_is_as_large_and_there() -> None:
    gone = [offer for offer in CATALOG.offers if offer.machine.retirement]
    assert {offer.machine.name for offer in gone} == {f"Standard_NC{n}s_v3" for n in (6, 12, 24)}
    for offer in gone:
        retirement, machines = offer.machine.retirement, CATALOG.machines[offer.machine.provider]
        assert retirement is not None
        assert retirement.day <= CATALOG.snapshots[offer.machine.provider].day, (
            "no machine goes before its day"
        )
        successor = machines[retirement.successor]
        assert successor.retirement is None and successor.gpus == offer.machine.gpus
