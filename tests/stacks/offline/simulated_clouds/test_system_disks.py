"""A machine that starts from a disk of its own has one of a bounded size, and ends with it."""

from typing import Any

import pytest

from stacks.offline.simulated_clouds.system_disks import POOL, system_disk_faults
from stacks.offline.simulated_kubernetes.values import UNKNOWN

OWN = {"osDiskType": "Ephemeral", "osDiskSizeGB": 960.0, "scaleDownMode": "Delete"}


def faults(**changed: Any) -> list[str]:
    return [path for path, _ in system_disk_faults(POOL, {**OWN, **changed})]


def test_a_disk_of_the_machine_is_taken_with_the_machine() -> None:
    assert faults() == [] and faults(osDiskSizeGB=UNKNOWN) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("osDiskSizeGB", 2048), ("scaleDownMode", "Deallocate"), ("scaleSetEvictionPolicy", "Deallocate")],
)
def test_what_azure_refuses_of_one_is_refused(name: str, value: Any) -> None:
    assert faults(**{name: value}) == [name]
    assert faults(**{name: value, "osDiskType": "Managed"}) == [], "a managed disk may"
