"""A plan needs quota for more than its pools: the cluster's own services, and what a region or a project sums up."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from components.catalog.loading import load_catalog
from components.plan.defaults import CLOUDS
from components.plan.loading import load_plan
from components.plan.model import Plan
from components.targets import target_part
from components.topology.model import Topology
from components.topology.quota import SYSTEM, QuotaNeed
from components.topology.quota_held import needs_of
from components.topology.resolve import resolve
from stacks.quota_needs import needed
from tests.components.topology.plans import document
from tests.components.topology.test_resolve_cloud_examples import with_digest


def example(name: str, folder: Path) -> Topology:
    return resolve(load_plan(with_digest(name, folder)), None)


def by_family(topology: Topology) -> Mapping[str, QuotaNeed]:
    return {need.family: need for need in needed(topology)}


def of_pools(topology: Topology) -> Mapping[str, int]:
    return {need.family: need.amount for need in needs_of(topology)}


@pytest.mark.parametrize(("name", "machines"), [("azure-small", 1), ("azure-large", 3)])
def test_azure_sums_up_all_vcpus_of_the_region_but_spot(name: str, machines: int, tmp_path: Path) -> None:
    topology = example(name, tmp_path)
    found, pools = by_family(topology), of_pools(topology)
    assert found["standardDSv5Family"].amount == 4 * machines, "the machines of system services, first of all"
    assert found["standardDSv5Family"].pools == (SYSTEM,)
    spot = pools["lowPriorityCores"]
    assert found["cores"].amount == sum(pools.values()) - spot + 4 * machines, "`Total Regional vCPUs`"
    assert SYSTEM in found["cores"].pools and found["cores"].location == "eastus"


@pytest.mark.parametrize(("name", "machines"), [("aws-small", 2), ("aws-large", 3)])
def test_aws_counts_its_system_machines_with_the_pools_of_their_family(
    name: str, machines: int, tmp_path: Path
) -> None:
    topology = example(name, tmp_path)
    found, pools = by_family(topology), of_pools(topology)
    (standard,) = (family for family, need in found.items() if SYSTEM in need.pools)
    assert standard.endswith("(L-1216C47A)") and found[standard].amount == pools[standard] + 4 * machines
    assert {family: need.amount for family, need in found.items() if family != standard} == {
        family: amount for family, amount in pools.items() if family != standard
    }


def test_google_sums_up_what_surely_counts_in_the_project(tmp_path: Path) -> None:
    topology = example("gcp-large", tmp_path)
    zones = len(topology.network.zones) if topology.network else 0
    found, pools = by_family(topology), of_pools(topology)
    assert found["CPUS"].amount == pools["CPUS"] + 4 * zones, "one machine of system services in each zone"
    assert found["CPUS_ALL_REGIONS"].amount == found["CPUS"].amount + pools["C3_CPUS"]
    assert found["CPUS_ALL_REGIONS"].location == "global"
    assert "GPUS_ALL_REGIONS" not in found, "GPUs that Cloud Quotas counts by family may not be in it"


def test_google_sums_up_gpus_that_a_region_counts(tmp_path: Path) -> None:
    file = with_digest("gcp-large", tmp_path)
    text = (
        file.read_text(encoding="utf-8")
        .replace("gpu: 8xH100", "gpu: 1xL4")
        .replace("fabric: rdma", "fabric: ethernet")
    )
    file.write_text(text, encoding="utf-8")
    found = by_family(resolve(load_plan(file), None))
    assert found["GPUS_ALL_REGIONS"].amount == found["NVIDIA_L4_GPUS"].amount > 0


@pytest.mark.parametrize("target", CLOUDS)
def test_a_system_machine_is_what_the_catalog_says_of_it(target: str, tmp_path: Path) -> None:
    system = target_part(target, "system_machines").system(example(f"{target}-small", tmp_path))
    machines = {
        each.machine.name: each.machine for each in load_catalog().offers if each.machine.provider == target
    }
    machine = machines[system.machine]
    assert (system.family, system.vcpus) == (machine.quota_family, machine.vcpus)


def test_a_plan_that_rents_no_machine_needs_none() -> None:
    assert needed(resolve(Plan.model_validate(document()), None)) == ()
