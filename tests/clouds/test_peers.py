"""A network that is joined is one promise on every cloud: it reaches the API endpoint, and is called where told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.targets import target_module
from components.topology.errors import TopologyErrors
from stacks.offline.simulated_clouds.checking import input_faults
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_clouds.sdk import declared
from tests.clouds import one_plan
from tests.clouds.provisioned import ANSWERS, SAID, STACK
from tests.clouds.reading import at
from tests.components.azure import recorded as azure
from tests.components.hosts.recording_engine import Registered, record

NETWORKS = f"{azure.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks"
IDS: Mapping[str, tuple[str, str]] = {
    "aws": ("tgw-0123456789abcdef0", "vpc-0123456789abcdef0"),
    "azure": (f"{NETWORKS}/hub", f"{NETWORKS}/data"),
    "gcp": ("projects/net/locations/global/hubs/all", "projects/net/global/networks/data"),
}
OFFICE, DATA = "192.168.0.0/20", "10.9.0.0/20"
CONNECTIONS = ("VpcAttachment", "VpcPeeringConnection", "VirtualNetworkPeering", "NetworkPeering", "Spoke")
EVERY_CLOUD = pytest.mark.parametrize("target", one_plan.CLOUDS)


def said(target: str) -> dict[str, Any]:
    """Return what a stack says of its office and its data."""
    office, data = IDS[target]
    return {
        "office": {"id": office, "ranges": [OFFICE]},
        "data": {"id": data, "ranges": [DATA], "reached-by": {"training": [2049]}},
    }


@cache
def joined(target: str, written: str | None = None) -> tuple[Mapping[str, Registered], list[str], Any]:
    """Return what is made, the names of what stays below everything inside the cluster, and the peers handed over."""
    topology, handed = one_plan.topology(target, one_plan.AS_IT_IS), []

    def program() -> None:
        module = target_module(target)
        platform = module.provision(topology, module.gather(STACK), STACK)
        members = platform.inside(pulumi.ResourceOptions())
        handed.extend([[each._name for each in members], platform.peers])

    set_all_config(
        {**SAID[target], "groundplan:peers": json.dumps(said(target)) if written is None else written}
    )
    try:
        resources, _ = record(program, STACK, ANSWERS[target]())
    finally:
        set_all_config({})
    # On their way to an engine whole numbers become others, and its providers turn them back.
    return {name: replace(each, inputs=whole(each.inputs)) for name, each in resources.items()}, *handed


def whole(value: Any) -> Any:
    """Return a value whose numbers without a fraction are whole numbers."""
    if isinstance(value, dict):
        return {key: whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def named(value: Any, cidr: str) -> bool:
    """Return whether a range stands anywhere in what a resource is told."""
    return cidr in json.dumps(value)


def rules(resources: Mapping[str, Registered], cidr: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield rules of who opens connections to whom that name a range."""
    for name, each in resources.items():
        if each.type.endswith(("IngressRule", "EgressRule", ":SecurityRule", ":Firewall")) and named(
            each.inputs, cidr
        ):
            yield name, each.inputs


def lets_in(resources: Mapping[str, Registered], cidr: str) -> list[str]:
    """Return the names of rules that let a range in."""
    return [
        name
        for name, told in rules(resources, cidr)
        if any(
            named(told.get(key), cidr)
            for key in ("sourceRanges", "sourceAddressPrefix", "sourceAddressPrefixes")
        )
        or "peering-in-" in name
    ]


@EVERY_CLOUD
def test_every_peer_is_joined_once_from_our_side(target: str) -> None:
    made = [each for each in joined(target)[0].values() if each.type.endswith(CONNECTIONS)]
    assert len(made) == 2
    assert all(any(named(each.inputs, given) for each in made) for given in IDS[target])


@EVERY_CLOUD
def test_what_a_peer_reaches_is_the_api_endpoint_alone(target: str) -> None:
    resources = joined(target)[0]
    for name in lets_in(resources, OFFICE):
        told = resources[name].inputs
        group = str(told.get("securityGroupId", told.get("networkSecurityGroupName")))
        assert group.endswith(("group-control-plane", "-api-server")), (
            f"{name} opens more than the API endpoint"
        )
        assert "443" in {str(told.get("fromPort")), told.get("destinationPortRange")}
    if target == "gcp":
        (cluster,) = (each for each in resources.values() if each.type == "gcp:container/cluster:Cluster")
        ranges = at(cluster.inputs, "masterAuthorizedNetworksConfig.cidrBlocks")
        assert {each["cidrBlock"] for each in ranges} == {"10.20.0.0/16", OFFICE}
        everywhere = at(cluster.inputs, "privateClusterConfig.masterGlobalAccessConfig.enabled")
        assert everywhere is True, "an office is in no region"
    else:
        assert lets_in(resources, OFFICE)


@EVERY_CLOUD
def test_only_the_segments_that_are_told_call_a_peer(target: str) -> None:
    resources = joined(target)[0]
    opened = [
        name
        for name, told in rules(resources, DATA)
        if name not in lets_in(resources, DATA) and "denies" not in told
    ]
    assert opened and all("training" in name for name in opened), opened
    assert not [name for name, told in rules(resources, OFFICE) if "training" in name or "serving" in name]


@EVERY_CLOUD
def test_what_a_provider_is_told_has_the_types_and_forms_that_it_takes(target: str) -> None:
    told = {name: each for name, each in joined(target)[0].items() if "peering-" in name}
    faults = [
        f"{name}: {where} {what}"
        for name, each in told.items()
        for where, what in (
            *input_faults(declared(each.type), each.inputs),
            *format_faults(each.type, each.inputs),
        )
    ]
    assert told and not faults, "\n".join(faults)


@EVERY_CLOUD
def test_pods_are_told_of_the_same_peers(target: str) -> None:
    assert [(peer.name, peer.reached_by) for peer in joined(target)[2]] == [
        ("data", {"training": (2049,)}), ("office", {}),
    ]  # fmt: skip


@EVERY_CLOUD
def test_the_way_of_whoever_runs_down_outlives_everything_inside_the_cluster(target: str) -> None:
    assert "peering" in joined(target)[1], "down in a peer would cut the branch that it sits on"


@EVERY_CLOUD
def test_a_stack_without_peers_joins_nothing(target: str) -> None:
    resources, members, peers = joined(target, "{}")
    assert not any(each.type.endswith((*CONNECTIONS, "Peering")) for each in resources.values())
    assert "peering" not in members and peers == ()


@EVERY_CLOUD
def test_ranges_that_overlap_the_plan_are_refused_before_anything_is_made(target: str) -> None:
    office = {**said(target)["office"], "ranges": ["10.20.0.0/18"]}
    with pytest.raises(
        TopologyErrors, match=r"groundplan:peers.office.ranges: 10.20.0.0/18 .* 10.20.0.0/16"
    ) as told:
        joined(target, json.dumps({"office": office}))
    assert len(told.value.errors) == 1


@EVERY_CLOUD
def test_a_key_that_nobody_reads_is_refused(target: str) -> None:
    office = {**said(target)["office"], "range": []}
    with pytest.raises(TopologyErrors, match=r"groundplan:peers.office.range: .*write ranges"):
        joined(target, json.dumps({"office": office}))


@EVERY_CLOUD
def test_up_warns_of_what_the_owner_of_each_peer_has_to_do(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, *_: told.append(message))
    joined.__wrapped__(target)
    assert [message.partition(": its owner ")[0] for message in told] == [
        "groundplan:peers.data", "groundplan:peers.office",
    ]  # fmt: skip
