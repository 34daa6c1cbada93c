"""What machines of the catalog are told to Google."""

from fractions import Fraction

import pytest

from components.gcp import machines
from tests.components.gcp import recorded

KNOWN = recorded.CATALOG.machines["gcp"]


@pytest.mark.parametrize("name", [name for name, machine in KNOWN.items() if machine.gpus])
def test_every_gpu_of_the_catalog_has_googles_name(name: str) -> None:
    assert machines.accelerator(KNOWN[name]), "GKE refuses a machine with GPUs whose name it is not told"


@pytest.mark.parametrize(
    ("name", "disks"),
    [("a3-highgpu-8g", 16), ("a3-megagpu-8g", 16), ("a3-ultragpu-8g", 32), ("a4-highgpu-8g", 32),
     ("a2-ultragpu-1g", 1), ("a3-highgpu-1g", 2), ("n2-standard-4", 0)],
)  # fmt: skip
def test_machines_come_with_whole_disks(name: str, disks: int) -> None:
    assert machines.local_ssds(KNOWN[name]) == disks


def test_a_machine_without_gpus_has_none_to_name() -> None:
    assert KNOWN["n2-standard-4"].gpus == Fraction(0) and machines.accelerator(KNOWN["n2-standard-4"]) is None


@pytest.mark.parametrize(
    ("name", "disk"),
    [("a4-highgpu-8g", "hyperdisk-balanced"), ("a3-ultragpu-8g", "hyperdisk-balanced"),
     ("a3-megagpu-8g", "pd-balanced"), ("e2-standard-4", "pd-balanced")],
)  # fmt: skip
def test_a_machine_starts_from_a_disk_that_it_takes(name: str, disk: str) -> None:
    assert machines.boot_disk(name) == disk
