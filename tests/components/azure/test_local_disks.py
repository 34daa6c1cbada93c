"""Machines start from a disk of their own where they have one that holds a system, its images and pods' scratch."""

import pytest

from components.azure.local_disks import (
    EPHEMERAL,
    HOLDS_GIB,
    LEAST_GIB,
    MANAGED,
    MOST_GIB,
    SystemDisk,
    idle_disks,
    system_disk,
)
from components.catalog.loading import load_catalog
from tests.components.azure import platforms

MACHINES = load_catalog().machines["azure"]
WITH_GPUS = sorted(name for name, machine in MACHINES.items() if machine.gpus)


def test_what_every_machine_with_gpus_has_is_known() -> None:
    assert sorted(HOLDS_GIB) == WITH_GPUS, "a machine that nobody read about would start over the network"


@pytest.mark.parametrize("machine", WITH_GPUS)
def test_a_disk_of_its_own_holds_what_is_put_on_it(machine: str) -> None:
    disk, own = system_disk(machine, gpus=True), MACHINES[machine].local_disk_bytes
    assert own is not None and HOLDS_GIB[machine] * 2**30 <= own + 10**9, (
        "the table has more than the catalog"
    )
    if disk.kind == EPHEMERAL:
        assert LEAST_GIB <= disk.gib <= MOST_GIB, "AKS refuses more, and less is full of images"
        assert disk.gib < HOLDS_GIB[machine], "Azure would refuse the pool"
    else:
        assert HOLDS_GIB[machine] * 0.97 < LEAST_GIB, (
            "it starts over the network, and has a disk that would do"
        )


@pytest.mark.parametrize(
    ("machine", "gib"),
    [
        ("Standard_ND96isr_H100_v5", 960),
        ("Standard_NC40ads_H100_v5", 2040),
        ("Standard_NV12ads_A10_v5", 320),
        ("Standard_NC96ads_A100_v4", 200),
    ],
)
def test_images_and_scratch_lie_on_the_machine_itself(machine: str, gib: int) -> None:
    assert system_disk(machine, gpus=True) == SystemDisk(kind=EPHEMERAL, gib=gib)


def test_a_machine_whose_own_disk_is_too_small_starts_over_the_network() -> None:
    assert system_disk("Standard_NC24ads_A100_v4", gpus=True) == SystemDisk(kind=MANAGED, gib=512)


def test_up_says_which_pools_start_over_the_network_though_their_machines_have_disks() -> None:
    (told,) = idle_disks(platforms.topology())
    assert told.name == "clusters[serve].pools[replicas].machine" and not told.supported
    assert "Standard_NC24ads_A100_v4" in told.reason, (
        "not the heads, which have none, and not those that start from one"
    )


def test_a_machine_without_a_disk_or_one_that_nobody_knows_starts_over_the_network() -> None:
    assert system_disk("Standard_D16s_v5", gpus=False) == SystemDisk(kind=MANAGED, gib=128)
    assert system_disk("Standard_ND128isr_NDR_GB300_v6", gpus=True) == SystemDisk(kind=MANAGED, gib=512)
