"""The control plane as Azure is told of it: reached as the plan says, its secrets encrypted, no local account."""

import json
from dataclasses import replace
from typing import Any

from components.topology.peers import Peer
from tests.components.azure import platforms, recorded


def cluster(**how: Any) -> dict[str, Any]:
    return platforms.made(**how)["cluster-control-plane"].inputs


def test_without_allowed_ranges_nobody_outside_reaches_the_api_server() -> None:
    access = cluster()["apiServerAccessProfile"]
    assert access["enablePrivateCluster"] is True and access["enablePrivateClusterPublicFQDN"] is False
    assert "authorizedIPRanges" not in access, "AKS refuses ranges beside a private API server"
    assert access["privateDNSZone"].endswith("network-names-api-server"), (
        "AKS's own nobody may link to a peer"
    )
    assert platforms.made()["cluster-grant-name"].inputs["scope"] == access["privateDNSZone"]


def test_allowed_ranges_reach_the_api_server_while_nodes_stay_in_the_network() -> None:
    access = cluster(allowed=("203.0.113.0/24",))["apiServerAccessProfile"]
    assert access["enablePrivateCluster"] is False and access["authorizedIPRanges"] == ["203.0.113.0/24"]
    assert access["enableVnetIntegration"] is True and access["subnetId"].endswith(
        "network-subnet-api-server"
    )


def test_only_entra_lets_anybody_in_and_azures_roles_decide() -> None:
    made = cluster()
    assert made["disableLocalAccounts"] is True and made["enableRBAC"] is True
    assert made["aadProfile"] == {
        "managed": True, "enableAzureRBAC": True, "adminGroupObjectIDs": [recorded.ADMINS],
    }  # fmt: skip
    assert made["apiServerAccessProfile"]["disableRunCommand"] is True, (
        "a command could be run past the network"
    )


def test_secrets_are_encrypted_by_the_customers_key_through_the_network() -> None:
    kms = cluster()["securityProfile"]["azureKeyVaultKms"]
    assert kms["enabled"] is True and kms["keyId"].endswith("keys-key-secrets/1"), "AKS wants a version"
    assert kms["keyVaultNetworkAccess"] == "Private" and kms["keyVaultResourceId"].endswith("keys-vault")
    right = platforms.made()["cluster-grant-secrets"].inputs
    assert (
        right["scope"].endswith("keys-key-secrets")
        and right["principalId"] == "principal-of-cluster-identity"
    )


def test_the_cluster_is_made_once_its_rights_hold() -> None:
    resources = platforms.made()
    assert "cluster-granted" in resources["cluster-control-plane"].depends_on
    rights = {f"cluster-grant-{what}" for what in ("network", "name", "disks", "secrets", "vault")}
    assert resources["cluster-granted"].depends_on >= rights, "AKS would not find the key, or the network"
    assert resources["cluster-granted"].inputs["made_s"] >= 120
    assert "keys-vault-endpoint" in recorded.before(resources, "cluster-control-plane")


def test_the_cluster_is_made_when_nothing_else_changes_the_network() -> None:
    peer = Peer(name="office", id=f"{recorded.SUBSCRIPTION}/virtualNetworks/hub", ranges=("192.168.0.0/20",))
    said = replace(platforms.SETTINGS, registry_id=platforms.REGISTRY, peers=(peer,))
    resources, _ = platforms.line(platforms.topology(), said)
    endpoints = recorded.of_type(resources, "network:PrivateEndpoint")
    assert "registry-endpoint" in endpoints
    assert recorded.are_in_turn(resources, [*endpoints, "cluster-control-plane"]), (
        "it makes machines, and joins subnets"
    )
    whole = {
        *recorded.of_type(resources, "network:Subnet"), *recorded.of_type(resources, "network:VirtualNetworkPeering")
    }  # fmt: skip
    assert recorded.before(resources, "cluster-control-plane") >= whole


def test_disks_are_encrypted_by_their_own_key() -> None:
    disks = platforms.made()["cluster-disks"].inputs
    assert disks["activeKey"]["keyUrl"].endswith("keys-key-disks/1")
    assert disks["rotationToLatestKeyVersionEnabled"] is True
    assert cluster()["diskEncryptionSetID"].endswith("cluster-disks")


def test_where_the_plan_leaves_keys_to_azure_none_is_made() -> None:
    made = cluster(key="platform")
    assert "azureKeyVaultKms" not in made["securityProfile"] and "diskEncryptionSetID" not in made
    assert "cluster-disks" not in platforms.made(key="platform")


def test_pods_are_connected_by_cilium_and_leave_through_the_networks_own_ways() -> None:
    network = cluster()["networkProfile"]
    assert (network["networkDataplane"], network["networkPolicy"], network["networkPluginMode"]) == (
        "cilium", "cilium", "overlay",
    )  # fmt: skip
    assert network["outboundType"] == "userAssignedNATGateway", "a load balancer would have public addresses"


def test_pods_get_identities_of_their_own() -> None:
    made = cluster()
    assert made["oidcIssuerProfile"]["enabled"] is True
    assert made["securityProfile"]["workloadIdentity"]["enabled"] is True


def test_system_services_have_machines_of_their_own_without_public_addresses() -> None:
    (pool,) = cluster()["agentPoolProfiles"]
    assert pool["mode"] == "System" and pool["vnetSubnetID"].endswith("network-subnet-system")
    assert pool["enableNodePublicIP"] is False and pool["enableEncryptionAtHost"] is True
    (kept,) = cluster(protected=True)["agentPoolProfiles"]
    assert (pool["minCount"], kept["minCount"]) == (1, 3), "production survives a zone"


def test_the_system_pool_is_the_first_that_a_refresh_reads() -> None:
    made = platforms.made()
    (system,) = cluster()["agentPoolProfiles"]
    plans = recorded.of_type(made, "containerservice:AgentPool").values()
    refreshed = sorted([system["name"], *(each.inputs["agentPoolName"] for each in plans)])
    ignored = {"agentPoolProfiles[0].availabilityZones", "agentPoolProfiles[0].count"}
    assert set(made["cluster-control-plane"].ignores) == ignored
    assert refreshed[0] == system["name"], (
        "the engine would take zones and count of another pool for the system's"
    )


def test_newer_versions_come_by_themselves_and_in_the_night() -> None:
    assert cluster()["autoUpgradeProfile"] == {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"}
    schedules = recorded.of_type(platforms.made(), "containerservice:MaintenanceConfiguration")
    assert {each.inputs["configName"] for each in schedules.values()} == {
        "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule",
    }  # fmt: skip


def test_who_does_what_in_the_cluster_is_logged() -> None:
    audit = platforms.made()["cluster-audit"].inputs
    assert audit["storageAccountId"].endswith("logs-account")
    assert {"kube-audit-admin", "guard"} <= {each["category"] for each in audit["logs"]}


def test_production_is_kept_from_deletion() -> None:
    assert platforms.made(protected=True)["cluster-control-plane"].protect
    assert not platforms.made()["cluster-control-plane"].protect


def test_the_kubeconfig_is_secret_and_holds_no_secret() -> None:
    told = json.loads(platforms.small()[1]["kubeconfig"])
    (user,) = told["users"]
    assert user["user"]["exec"]["command"] == "kubelogin" and set(user["user"]) == {"exec"}
    assert told["clusters"][0]["cluster"]["server"] == "https://digits.hcp.eastus.azmk8s.io:443"
