"""Interfaces of machines with EFA."""

import pytest

from components.aws.fabric import interfaces, rdma_interfaces
from tests.components.aws import recorded

WITH_EFA = sorted(
    name for name, machine in recorded.CATALOG.machines["aws"].items() if machine.fabric == "efa"
)


@pytest.mark.parametrize("machine", WITH_EFA)
def test_the_first_interface_carries_addresses_and_all_others_rdma(machine: str) -> None:
    first, *others = interfaces(machine)
    assert (first.card, first.device, first.carries) == (0, 0, "interface"), (
        "AWS refuses any other first interface"
    )
    assert others and {each.carries for each in others} == {"efa-only"}, "rdma was promised"
    places = [(each.card, each.device) for each in interfaces(machine)]
    assert len(set(places)) == len(places), "two interfaces of one place cannot be"


@pytest.mark.parametrize(
    ("machine", "count"),
    [("p5.48xlarge", 32), ("p4d.24xlarge", 4), ("p6-b300.48xlarge", 16), ("g5.8xlarge", 1)],
)
def test_every_card_that_can_carries_rdma(machine: str, count: int) -> None:
    assert rdma_interfaces(machine) == count
