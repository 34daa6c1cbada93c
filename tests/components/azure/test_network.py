"""The network as Azure is told of it: private, closed by default, and stable under change."""

import re
from functools import cache
from typing import Any

import pytest

from components.azure.addresses import API_SERVER
from components.azure.network import AzureNetwork, AzureNetworkArgs
from tests.components.azure import recorded
from tests.components.hosts.recording_engine import Registered


@cache
def network(zones: int = 2, services: tuple[str, ...] = AzureNetworkArgs.services) -> dict[str, Registered]:
    topology = recorded.topology(network={"cidr": "10.20.0.0/16", "zones": zones})
    assert topology.network is not None
    args = AzureNetworkArgs(
        topology=topology, network=topology.network, group="digits-local", services=services
    )
    return recorded.made(lambda: AzureNetwork("network", args) and None)


def subnets() -> dict[str, dict[str, Any]]:
    return {name: each.inputs for name, each in recorded.of_type(network(), "network:Subnet").items()}


def test_no_subnet_lets_machines_out_by_itself() -> None:
    assert subnets() and not any(each["defaultOutboundAccess"] for each in subnets().values()), (
        "Azure would give a machine an address that nobody logs"
    )


def test_only_ways_out_have_public_addresses() -> None:
    resources = network()
    ways_out = recorded.of_type(resources, "network:NatGateway").values()
    used = {one["id"] for each in ways_out for one in each.inputs["publicIpAddresses"]}
    assert len(recorded.of_type(resources, "network:PublicIPAddress")) == len(used) == 2


def test_every_subnet_has_a_security_group_of_its_kind() -> None:
    for name, each in subnets().items():
        kind = name.removeprefix("network-subnet-").rstrip("-12")
        assert each["networkSecurityGroup"]["id"].endswith(f"network-group-{kind}"), name


@pytest.mark.parametrize("zone", ["1", "2"])
def test_the_machines_of_a_zone_leave_through_that_zone(zone: str) -> None:
    for segment in ("training", "serving"):
        way_out = subnets()[f"network-subnet-{segment}-{zone}"]["natGateway"]["id"]
        assert way_out.endswith(f"network-nat-{zone}"), "a zone that fails takes another along"
    assert recorded.of_type(network(), "network:NatGateway")[f"network-nat-{zone}"].inputs["zones"] == [zone]


def test_the_security_rules_hold_for_private_endpoints() -> None:
    assert (
        subnets()["network-subnet-endpoints"]["privateEndpointNetworkPolicies"]
        == "NetworkSecurityGroupEnabled"
    )


def test_the_api_server_has_a_subnet_to_itself() -> None:
    delegated = {name: each["delegations"] for name, each in subnets().items() if "delegations" in each}
    assert list(delegated) == ["network-subnet-api-server"]
    assert (
        delegated["network-subnet-api-server"][0]["serviceName"]
        == "Microsoft.ContainerService/managedClusters"
    )


def test_a_registry_on_a_file_system_is_reached_by_machines_of_its_server_alone() -> None:
    kept = [store for store in recorded.document()["storage"] if store["holds"] != "registry"]
    registry = {"name": "registry", "holds": "registry", "kind": "filesystem", "size": "4800GiB"}
    topology = recorded.topology(storage=[*kept, registry])
    assert topology.network is not None
    args = AzureNetworkArgs(topology=topology, network=topology.network, group="digits-local")
    rules = recorded.of_type(
        recorded.made(lambda: AzureNetwork("network", args) and None), "network:SecurityRule"
    )
    ways = {name for name in rules if name.endswith("-to-files") and "rule-files" not in name}
    assert ways == {"network-rule-system-to-files"}, "training and promotion ask its server"


def test_a_security_group_changes_once_at_a_time_and_is_whole_before_a_subnet_takes_it() -> None:
    resources = network()
    rules: dict[str, list[str]] = {}
    for name, rule in recorded.of_type(resources, "network:SecurityRule").items():
        (group,) = (each for each in rule.depends_on if resources[each].type.endswith("SecurityGroup"))
        rules.setdefault(group, []).append(name)
    assert all(recorded.are_in_turn(resources, names) for names in rules.values()), "Azure answers 429"
    for name, subnet in recorded.of_type(resources, "network:Subnet").items():
        (group,) = (each for each in subnet.depends_on if each in rules)
        assert recorded.before(resources, name) >= {*rules[group]}, name
    assert not recorded.are_in_turn(resources, [rules[group][0] for group in rules]), (
        "groups change side by side: Azure takes that, and the network comes sooner"
    )


def test_names_of_private_endpoints_are_known_in_the_network() -> None:
    resources = network()
    zones = {
        each.inputs["privateZoneName"]
        for each in recorded.of_type(resources, "privatedns:PrivateZone").values()
    }
    accounts = {f"privatelink.{service}.core.windows.net" for service in ("blob", "dfs")}
    assert zones == {*accounts, "privatelink.vaultcore.azure.net"}
    links = recorded.of_type(resources, "privatedns:VirtualNetworkLink").values()
    assert {each.inputs["registrationEnabled"] for each in links} == {False}


def test_a_rule_of_one_peer_and_of_several_is_written_as_azure_wants_it() -> None:
    rules = recorded.of_type(network(), "network:SecurityRule")
    one, several = (
        rules[f"network-rule-training-{name}"].inputs for name in ("from-load-balancer", "from-training")
    )
    assert one["sourceAddressPrefix"] == "AzureLoadBalancer" and "sourceAddressPrefixes" not in one
    assert len(several["sourceAddressPrefixes"]) == 6 and "sourceAddressPrefix" not in several
    out = rules["network-rule-training-to-endpoints"].inputs
    assert (out["sourceAddressPrefix"], out["destinationPortRange"]) == ("*", "443")


def test_a_zone_more_changes_nothing_that_was_there() -> None:
    before, after = recorded.told(network()), recorded.told(network(3))
    assert {name: after.get(name) for name in before} == before
    assert {name.rpartition("-")[2] for name in after.keys() - before.keys()} == {"3"}


def test_the_name_of_the_api_endpoint_is_the_stacks_own_so_that_other_networks_can_be_told_it() -> None:
    resources = network(services=(API_SERVER,))
    (zone,) = recorded.of_type(resources, "privatedns:PrivateZone").values()
    assert re.fullmatch(r"digits-[0-9a-f]{8}\.private\.eastus\.azmk8s\.io", zone.inputs["privateZoneName"])
    (link,) = recorded.of_type(resources, "privatedns:VirtualNetworkLink").values()
    assert link.inputs["virtualNetwork"]["id"].endswith("network-network"), (
        "nodes and runners in it ask there"
    )


def test_everything_that_takes_labels_has_those_of_plan_and_stack() -> None:
    for name, each in network().items():
        kind = each.type.rpartition(":")[2]
        if each.type.startswith("azure-native:") and kind not in {"Subnet", "SecurityRule"}:
            labels = each.inputs["tags"]
            assert labels["groundplan-plan"] == "digits" and labels.items() >= recorded.STACK.items(), name
