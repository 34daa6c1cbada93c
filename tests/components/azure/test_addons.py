"""The driver of file systems: where they are mounted, and not where nobody may reach them."""

from dataclasses import replace
from typing import Any

from components.azure.addons import driver_settings
from tests.components.azure import platforms, recorded, stored


def tolerated(**changed: Any) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, value in driver_settings(platforms.topology(**changed)).items():
        place, _, word = key.rpartition(".")
        found.setdefault(place, {})[word] = value
    return list(found.values())


def test_the_driver_of_file_systems_is_azures_extension() -> None:
    (made,) = recorded.of_type(platforms.made(), "kubernetesconfiguration:Extension").values()
    assert made.inputs["extensionType"] == "microsoft.azuremanagedlustre"
    assert made.inputs["clusterName"] == "digits-cluster"


def test_the_driver_is_of_the_version_that_azures_own_client_installs() -> None:
    (made,) = recorded.of_type(platforms.made(), "kubernetesconfiguration:Extension").values()
    assert (made.inputs["extensionName"], made.inputs["version"]) == ("azurelustre", "0.6.0")
    assert made.inputs["releaseTrain"] == "stable" and made.inputs["autoUpgradeMinorVersion"] is False, (
        "a newer driver cannot take over while work has a file system mounted"
    )


def test_it_runs_on_the_machines_that_mount_one_and_not_on_those_of_serving() -> None:
    of_clusters = {each["value"] for each in tolerated() if each["key"] == "groundplan-cluster"}
    assert of_clusters == {"train"}, "serving has no right to scratch"
    assert {each["key"] for each in tolerated()} >= {
        "nvidia.com/gpu",
        "kubernetes.azure.com/scalesetpriority",
    }


def test_it_runs_on_no_machine_of_a_cluster_where_a_registry_is_all_that_is_mounted() -> None:
    registry = {**stored.STORAGE[-1], "name": "registry", "holds": "registry"}
    found = tolerated(storage=[*stored.STORAGE[:-1], registry])
    assert not any(each["key"] == "groundplan-cluster" for each in found), (
        "its server stands on no tainted one"
    )


def test_a_plan_without_file_systems_has_no_driver() -> None:
    made = platforms.topology()
    objects = tuple(store for store in made.stores if store.kind == "object")
    resources, _ = platforms.line(replace(made, stores=objects))
    assert not recorded.of_type(resources, "kubernetesconfiguration:Extension")
