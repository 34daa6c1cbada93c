"""Agent pools as Azure is told of them: what the topology resolved, private, encrypted, from none to the maximum."""

from typing import Any

import pytest

from components.azure import agent_pools, local_disks
from components.azure.replaces import REPLACES
from tests.components.azure import platforms, recorded

POOL = "azure-native:containerservice:AgentPool"


def pools(**how: Any) -> dict[str, dict[str, Any]]:
    return {
        name: each.inputs
        for name, each in recorded.of_type(platforms.made(**how), "containerservice:AgentPool").items()
    }


def test_no_machine_has_a_public_address_or_a_way_in_by_ssh() -> None:
    for name, each in pools().items():
        assert each["enableNodePublicIP"] is False, name
        assert each["securityProfile"] == {"sshAccess": "Disabled"}, name


def test_the_new_pool_comes_before_the_old_one_goes() -> None:
    for name, each in recorded.of_type(platforms.made(), "containerservice:AgentPool").items():
        assert each.goes_first is False, f"{name}: the provider alone takes the old one away first"


def test_whatever_azure_never_changes_of_a_pool_is_in_its_name() -> None:
    ids = {"agentPoolName", "capacityReservationGroupID", "resourceName", "vnetSubnetID"}
    for one in agent_pools.agent_pools(platforms.topology()):
        told = pools()[f"pools-{one.key}"]
        listed = {key for key in REPLACES[POOL].properties if key in told}
        fixed = sum(value is not None for value in one.fixed.values())
        assert len(listed - ids) == fixed, f"{one.key}: a new pool of one name cannot come beside the old one"


def test_a_larger_disk_is_another_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {one.name for one in agent_pools.agent_pools(platforms.topology())}
    monkeypatch.setattr(local_disks, "MANAGED_GIB", 256)
    monkeypatch.setattr(local_disks, "MANAGED_GIB_GPU", 1024)
    monkeypatch.setattr(local_disks, "MOST_GIB", 500)
    after = {one.name for one in agent_pools.agent_pools(platforms.topology())}
    assert not before & after, "Azure never changes the size"


def test_names_are_asked_of_the_clusters_dns_and_not_of_the_node() -> None:
    (system,) = platforms.made()["cluster-control-plane"].inputs["agentPoolProfiles"]
    for told in (system, *pools().values()):
        assert told["localDNSProfile"] == {"mode": "Disabled"}, "pods may reach the cluster's DNS alone"


def test_images_and_scratch_lie_on_the_disk_of_a_machine_that_has_one() -> None:
    kinds = {name: (each["osDiskType"], each["osDiskSizeGB"]) for name, each in pools().items()}
    assert kinds["pools-train-gpu-on-demand-1"] == ("Ephemeral", 960), (
        "RAID0 on AWS, Local SSD on Google Cloud"
    )
    assert kinds["pools-train-head-on-demand-1"] == ("Managed", 128), "D2s_v5 has none"


def test_every_machine_is_encrypted_down_to_its_host() -> None:
    assert all(each["enableEncryptionAtHost"] is True for each in pools().values())


def test_machines_come_from_none_to_the_plans_maximum() -> None:
    for name, each in pools().items():
        assert (each["minCount"], each["enableAutoScaling"], each["mode"]) == (0, True, "User"), name
    assert pools()["pools-train-data-spot-1"]["maxCount"] == 20


def test_the_machine_is_the_one_that_the_catalog_chose() -> None:
    topology = platforms.topology()
    for cluster in topology.clusters:
        for pool in cluster.pools:
            assert pool.offer is not None
            sizes = {
                each["vmSize"]
                for name, each in pools().items()
                if name.startswith(f"pools-{cluster.name}-{pool.name}-")
            }
            assert sizes == {pool.offer.machine.name}, (
                "the price in the pull request would not be the price paid"
            )


@pytest.mark.parametrize(("cluster", "segment"), [("train", "training"), ("serve", "serving")])
def test_machines_stand_in_the_subnets_of_their_segment_and_zone(cluster: str, segment: str) -> None:
    for name, each in pools().items():
        if name.startswith(f"pools-{cluster}-"):
            zone = name[-1]
            assert each["vnetSubnetID"].endswith(f"network-subnet-{segment}-{zone}"), name
            assert each["availabilityZones"] == [zone], name


def test_agent_pools_come_one_by_one_when_nothing_else_changes_the_network() -> None:
    resources = platforms.made()
    made = recorded.of_type(resources, "containerservice:AgentPool")
    assert recorded.are_in_turn(resources, made), "AKS refuses a pool whose network another one is changing"
    for name in made:
        assert recorded.before(resources, name) >= {*recorded.of_type(resources, "network:PrivateEndpoint")}


def test_a_pool_of_a_reservation_waits_until_the_cluster_may_use_it() -> None:
    resources = platforms.made()
    (wait,) = resources["pools-train-kept-reservation.capacity_h100-2"].depends_on & {
        *recorded.waits(resources)
    }
    assert "pools-grant-capacity-h100" in resources[wait].depends_on and resources[wait].inputs["made_s"]


def test_spot_machines_go_for_good_when_azure_takes_them_and_cost_at_most_the_full_price() -> None:
    spot, regular = pools()["pools-train-data-spot-1"], pools()["pools-train-data-on-demand-1"]
    assert (spot["scaleSetPriority"], spot["scaleSetEvictionPolicy"], spot["spotMaxPrice"]) == (
        "Spot",
        "Delete",
        -1,
    )
    assert regular["scaleSetPriority"] == "Regular" and "spotMaxPrice" not in regular
    assert "upgradeSettings" not in spot, "Azure takes no surge on spot"
    assert spot["nodeLabels"]["kubernetes.azure.com/scalesetpriority"] == "spot", (
        "a refresh would find a change"
    )


def test_reserved_machines_are_of_the_reservation_which_the_cluster_may_use() -> None:
    (reserved,) = [each for each in pools().values() if "capacityReservationGroupID" in each]
    providers = f"{recorded.SUBSCRIPTION}/resourceGroups/capacity/providers"
    group = f"{providers}/Microsoft.Compute/capacityReservationGroups/h100"
    assert reserved["capacityReservationGroupID"] == group
    right = platforms.made()["pools-grant-capacity-h100"].inputs
    assert right["scope"] == group and right["principalId"] == "principal-of-cluster-identity"


def test_machines_that_cannot_be_had_once_more_go_before_new_ones_come() -> None:
    in_place = {"maxSurge": "0", "maxUnavailable": "1"}
    for name in ("pools-train-gpu-on-demand-1", "pools-train-kept-reservation.capacity_h100-2"):
        assert pools()[name]["upgradeSettings"] == in_place, name
    assert pools()["pools-train-data-on-demand-1"]["upgradeSettings"] == {"maxSurge": "1"}


def test_machines_with_gpus_have_a_driver_and_no_other_have_one() -> None:
    for name, each in pools().items():
        has_gpus = any(taint.startswith("nvidia.com/gpu") for taint in each["nodeTaints"])
        assert (each.get("gpuProfile") == {"driver": "Install"}) == has_gpus, name
    assert pools()["pools-serve-replicas-on-demand-1"]["gpuInstanceProfile"] == "MIG1g"


def test_a_zone_more_changes_no_pool_that_was_there() -> None:
    before, after = pools(), pools(zones=3)
    assert {name: after.get(name) for name in before} == before


def test_machines_are_labelled_by_plan_cluster_pool_and_stack() -> None:
    one = pools()["pools-train-gpu-on-demand-1"]
    labels = {
        "groundplan-plan": "digits",
        "groundplan-cluster": "train",
        "groundplan-pool": "gpu",
        **recorded.STACK,
    }
    assert labels.items() <= one["nodeLabels"].items() and labels.items() <= one["tags"].items()
