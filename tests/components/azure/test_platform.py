"""The whole target: everything that a plan needs, nothing twice, nothing changed by order, and refusals before all."""

import json
from dataclasses import replace

import pulumi
import pytest

from components.azure import platform
from components.azure.settings import AdoptedNetwork, Settings
from components.targets import target_module
from components.topology.errors import TopologyErrors
from components.topology.peers import Peer
from tests.components.azure import platforms, recorded

SAID = {"admin-groups": [recorded.ADMINS], "infiniband": platforms.INFINIBAND}
HUB = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"


def adopted() -> AdoptedNetwork:
    return AdoptedNetwork(
        network_id=HUB,
        cidr="10.40.0.0/16",
        subnet_ids={
            segment: {zone: f"{HUB}/subnets/{segment}-{zone}" for zone in "12"}
            for segment in ("training", "serving")
        },
        regional_ids={use: f"{HUB}/subnets/{use}" for use in ("system", "endpoints", "api-server", "files")},
        dns_zone_ids={service: f"/zones/{service}" for service in ("blob", "dfs", "vault")},
    )


def test_every_resource_below_a_component_has_the_components_name_first() -> None:
    for name, each in platforms.made().items():
        if each.type.startswith("azure-native:"):
            assert name.startswith(f"{each.parent}-"), "a name is an identity: component, role, key"


def test_the_components_are_those_that_every_cloud_has() -> None:
    kinds = {
        each.type.rpartition(":")[2]
        for each in platforms.made().values()
        if each.type.startswith("groundplan:")
    }
    assert kinds == {
        "Group", "Network", "Keys", "Logs", "ObjectStore", "FileSystem", "Cluster", "Addons", "Identities",
        "Pools",
    }  # fmt: skip


def test_reordering_a_plan_changes_nothing() -> None:
    turned = platforms.topology(
        clusters=[{**one, "pools": one["pools"][::-1]} for one in (platforms.SERVE, platforms.TRAIN)],
        encryption={"key": "customer"},
    )
    assert recorded.told(platforms.line(turned)[0]) == recorded.told(platforms.made())


def test_a_zone_more_changes_nothing_but_where_system_services_may_stand() -> None:
    before, after = recorded.told(platforms.made()), recorded.told(platforms.made(zones=3))
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {"cluster-control-plane"}
    (old,), (new,) = (told["cluster-control-plane"]["agentPoolProfiles"] for told in (before, after))
    assert (old["availabilityZones"], new["availabilityZones"]) == (["1", "2"], ["1", "2", "3"])
    same = {**after["cluster-control-plane"], "agentPoolProfiles": [{**new, "availabilityZones": ["1", "2"]}]}
    assert before["cluster-control-plane"] == same, (
        "the engine ignores that one; whatever else changed would move machines"
    )


def test_no_role_is_given_on_more_than_one_thing() -> None:
    for name, each in recorded.of_type(platforms.made(), "authorization:RoleAssignment").items():
        scope = each.inputs["scope"]
        assert scope.count("/") > 4, (
            f"{name}: a role on a group or a subscription reaches what nobody thought of"
        )
        assert each.inputs["principalType"] == "ServicePrincipal"


def test_an_adopted_network_is_used_and_nothing_of_it_is_made() -> None:
    resources, handed = platforms.line(platforms.topology(), replace(platforms.SETTINGS, adopted=adopted()))
    kinds = {
        each.type for each in resources.values() if ":network:" in each.type or ":privatedns:" in each.type
    }
    assert kinds == {"azure-native:network:PrivateEndpoint", "azure-native:network:PrivateDnsZoneGroup"}
    one = resources["pools-train-data-spot-1"].inputs
    assert one["vnetSubnetID"] == f"{HUB}/subnets/training-1"
    (api, *_), models = handed["platform"].api_server, handed["platform"].buckets["models"]
    assert (api.cidrs[0], models.ranges) == ("10.40.0.0/16", ("10.40.0.0/16",)), (
        "its own range and not the plan's is where pods find the API server and stores"
    )


def test_nodes_pull_from_the_plans_registry_through_the_network_and_may_nothing_else() -> None:
    said = replace(platforms.SETTINGS, registry_id=platforms.REGISTRY)
    resources, _ = platforms.line(platforms.topology(), said)
    right = resources["registry-grant"].inputs
    assert (right["scope"], right["principalId"]) == (platforms.REGISTRY, "kubelet-principal")
    of_nodes = [each for each in resources.values() if each.inputs.get("principalId") == "kubelet-principal"]
    assert len(of_nodes) == 1
    (way,) = resources["registry-endpoint"].inputs["privateLinkServiceConnections"]
    assert way["groupIds"] == ["registry"]


def test_private_endpoints_come_one_by_one_when_the_network_is_whole() -> None:
    peer = Peer(name="office", id=HUB, ranges=("192.168.0.0/20",))
    said = replace(platforms.SETTINGS, registry_id=platforms.REGISTRY, peers=(peer,))
    resources, _ = platforms.line(platforms.topology(), said)
    endpoints = recorded.of_type(resources, "network:PrivateEndpoint")
    assert "registry-endpoint" in endpoints and recorded.are_in_turn(resources, endpoints), (
        "Azure makes none while another of the subnet is made"
    )
    whole = {
        *recorded.of_type(resources, "network:Subnet"), *recorded.of_type(resources, "network:VirtualNetworkPeering")
    }  # fmt: skip
    for name in endpoints:
        assert recorded.before(resources, name) >= whole, f"{name} comes while the network changes"


def test_what_is_handed_over_is_where_pods_run_and_how_they_are_stored() -> None:
    handed = platforms.small()[1]["platform"]
    topology = platforms.topology()
    assert set(handed.placements) == {
        (pool.cluster, pool.name) for one in topology.clusters for pool in one.pools
    }
    assert handed.storage_classes == {"scratch": "digits-scratch"}
    volume = platforms.made()["persistentvolume-digits-scratch"].inputs["spec"]
    assert volume["csi"]["volumeAttributes"] == {"mgs-ip-address": "10.20.224.4", "fs-name": "lustrefs"}
    assert volume["storageClassName"] == "digits-scratch"
    assert volume["persistentVolumeReclaimPolicy"] == "Retain", (
        "a claim that goes must not take the data along"
    )


def test_pods_reach_entra_and_the_private_endpoints_as_themselves_and_the_api_server_where_it_stands() -> (
    None
):
    handed = platforms.small()[1]["platform"]
    of_network = {cidr for each in (*handed.api_server, *handed.credentials) for cidr in each.cidrs}
    of_network |= {cidr for each in handed.buckets.values() for cidr in each.ranges}
    subnets = {
        name: each.inputs["addressPrefix"]
        for name, each in recorded.of_type(platforms.made(), "network:Subnet").items()
    }
    assert {
        subnets["network-subnet-api-server"],
        subnets["network-subnet-endpoints"],
        "100.80.0.1/32",
    } <= of_network
    assert subnets["network-subnet-training-1"] not in of_network, (
        "a pod would reach machines of another cluster"
    )


def test_stores_are_opened_by_identities_that_service_accounts_name() -> None:
    handed, told = platforms.small()[1]["platform"], platforms.small()[1]
    assert set(handed.buckets) == {"checkpoints", "datasets", "models", "registry"}
    account = platforms.made()["store-models-account"].inputs["accountName"]
    assert told["models"] == f"abfss://models@{account}.dfs.core.windows.net"
    assert told["serving"] == {"azure.workload.identity/client-id": "client-of-identity-identity-serve"}


def test_machines_with_gpus_bring_their_driver_and_their_toolkit() -> None:
    handed = platforms.small()[1]["platform"]
    assert handed.gpu_software == {"driver", "toolkit"}, (
        "a second toolkit would write containerd's settings anew, and the node would not come back"
    )
    assert handed.gpu_runtime == "nvidia-container-runtime"
    for name, each in recorded.of_type(platforms.made(), "containerservice:AgentPool").items():
        assert each.inputs.get("gpuProfile") in (None, {"driver": "Install"}), name


def test_a_cluster_that_is_made_again_is_another_one() -> None:
    identity = platforms.small()[1]["identity"]
    assert identity.endswith("@made-first"), "Azure's id of it is the same as before"


def test_what_azure_cannot_do_is_told_with_a_way_out() -> None:
    missing = {one.name: one for one in platforms.small()[1]["platform"].capabilities if not one.supported}
    assert set(missing) == {"storage[models].versions", "clusters[serve].pools[replicas].machine"}
    assert "keep:" in missing["storage[models].versions"].remedy


def test_the_autoscaler_is_told_the_plans_order() -> None:
    told = platforms.made()["configmap-kube-system-cluster-autoscaler-priority-expander"].inputs
    assert told["data"]["priorities"].startswith('90:\n  - "^aks-')
    assert '\n100:\n  - "^aks-' in told["data"]["priorities"]


def test_a_plan_that_azure_would_refuse_is_refused_before_anything_is_made() -> None:
    with pytest.raises(TopologyErrors, match=r"groundplan:azure\.admin-groups"):
        platforms.line(platforms.topology(), Settings())


def test_the_stacks_configuration_is_read_without_asking_anybody() -> None:
    pulumi.runtime.set_all_config({"groundplan:azure": json.dumps(SAID)})
    try:
        asked = platform.gather("local")
    finally:
        pulumi.runtime.set_all_config({})
    assert asked.facts is None and asked.settings == platforms.SETTINGS


def test_it_is_a_target_that_can_gather_facts_and_provision() -> None:
    assert target_module("azure") is platform
    assert callable(platform.gather) and callable(platform.provision), "the line drives it"
