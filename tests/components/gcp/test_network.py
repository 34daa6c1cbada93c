"""The private network: what lies in it, what leads out, and who may reach whom."""

import json
from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pulumi

from components.gcp.addresses import PODS, ranges_of, system_ranges
from components.gcp.network import GcpNetwork, GcpNetworkArgs
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

SUBNET = "compute/subnetwork:Subnetwork"
FIREWALL = "compute/firewall:Firewall"

SCRATCH = {
    "name": "scratch",
    "holds": "scratch",
    "kind": "filesystem",
    "size": "10TiB",
    "throughput": "4GiB/s",
}
WITH_FILES = [*recorded.document()["storage"], SCRATCH]


def made(**changed: Any) -> dict[str, Registered]:
    return made_of(json.dumps(changed))


@cache
def made_of(written: str) -> dict[str, Registered]:
    changed = json.loads(written)
    topology = recorded.topology(**changed)
    assert topology.network is not None and topology.location is not None
    args = GcpNetworkArgs(
        topology=topology,
        network=topology.network,
        location=topology.location,
    )
    return recorded.made(lambda: GcpNetwork("network", args).network_id)


def rules(found: dict[str, Registered], direction: str) -> list[dict[str, Any]]:
    return [
        each.inputs
        for each in recorded.of_type(found, FIREWALL).values()
        if each.inputs["direction"] == direction
    ]


def test_every_subnet_of_the_topology_is_one() -> None:
    found = recorded.of_type(made(), SUBNET)
    network = recorded.topology().network
    assert network is not None
    ranges = {each.inputs["ipCidrRange"] for each in found.values()}
    assert {subnet.cidr for subnet in network.subnets} < ranges and len(found) == len(network.subnets) + 1
    assert all(each.inputs["region"] == recorded.REGION for each in found.values()), (
        "a subnet there is a region's"
    )


def test_nobody_makes_subnets_that_the_plan_does_not_name() -> None:
    vpc = made()["network-vpc"].inputs
    assert vpc["autoCreateSubnetworks"] is False and vpc["deleteDefaultRoutesOnCreate"] is True


def test_nodes_of_each_segment_have_a_range_for_pods() -> None:
    found = recorded.of_type(made(), SUBNET)
    with_pods = {
        name: each.inputs["secondaryIpRanges"]
        for name, each in found.items()
        if each.inputs["secondaryIpRanges"]
    }
    assert {name.removeprefix("network-subnet-").split("-us")[0] for name in with_pods} == {
        "training", "serving", "system"
    }  # fmt: skip
    system = [each["rangeName"] for each in with_pods["network-subnet-system"]]
    assert system == ["pods", "services"]


def test_whoever_talks_to_whom_is_logged_in_full() -> None:
    for each in recorded.of_type(made(), SUBNET).values():
        assert each.inputs["logConfig"]["flowSampling"] == 1.0
        assert each.inputs["privateIpGoogleAccess"] is True, "no node has a public address to reach Google by"


def test_what_leaves_is_translated_and_logged() -> None:
    nat = made()["network-nat"].inputs
    assert nat["logConfig"] == {"enable": True, "filter": "ALL"}
    assert nat["enableEndpointIndependentMapping"] is False, "Google refuses it beside ports on demand"


def test_data_never_cross_nat() -> None:
    found = made()
    zones = recorded.of_type(found, "dns/managedZone:ManagedZone")
    assert {each.inputs["dnsName"] for each in zones.values()} == {"googleapis.com.", "pkg.dev.", "gcr.io."}
    assert {each.inputs["visibility"] for each in zones.values()} == {"private"}
    records = recorded.of_type(found, "dns/recordSet:RecordSet")
    addresses = {
        address
        for each in records.values()
        if each.inputs["type"] == "A"
        for address in each.inputs["rrdatas"]
    }
    routed = IPv4Network(found["network-route-google"].inputs["destRange"])
    assert addresses == {str(address) for address in routed}, "the names lead where the route goes"


def test_nothing_comes_in_from_outside() -> None:
    inside = (IPv4Network("10.20.0.0/16"), PODS)
    for rule in rules(made(), "INGRESS"):
        if "allows" in rule:
            sources = [IPv4Network(cidr) for cidr in rule["sourceRanges"]]
            assert all(any(cidr.subnet_of(each) for each in inside) for cidr in sources)
    last = max(rules(made(), "INGRESS"), key=lambda rule: rule["priority"])
    assert last["sourceRanges"] == ["0.0.0.0/0"] and last["denies"] == [{"protocol": "all"}]


def test_pods_of_a_segment_reach_each_other_and_the_clusters_own() -> None:
    network = recorded.topology().network
    assert network is not None
    training, serving = ranges_of(network, "training"), ranges_of(network, "serving")
    rule = made()["network-firewall-in-training"].inputs
    assert set(training) < set(rule["sourceRanges"]) and set(rule["destinationRanges"]) == set(training)
    assert not set(serving) & set(rule["sourceRanges"]), "serving is no part of training"
    system = made()["network-firewall-in-system"].inputs
    assert set(training) | set(serving) < set(system["sourceRanges"]), "all ask the cluster's DNS"


def test_what_goes_out_is_listed() -> None:
    out = rules(made(), "EGRESS")
    closed = [rule for rule in out if "denies" in rule]
    assert closed[0]["destinationRanges"] == ["0.0.0.0/0"]
    for rule in out:
        if "allows" in rule and rule["destinationRanges"] == ["0.0.0.0/0"]:
            assert rule["allows"] == [{"protocol": "tcp", "ports": ["443"]}], (
                "the internet is reached by TLS alone"
            )
            assert rule["logConfig"], "and every connection is told"
        assert rule["priority"] < closed[0]["priority"] or rule is closed[0]


def test_training_and_serving_do_not_reach_each_other() -> None:
    network = recorded.topology().network
    assert network is not None
    found = made()
    for source, destination in (("training", "serving"), ("serving", "training")):
        rule = found[f"network-firewall-{source}-to-{destination}"].inputs
        assert rule["denies"] == [{"protocol": "all"}] and rule["priority"] < 1000, (
            "before what GKE opens for all pods"
        )
        for segment, ranges in ((source, rule["sourceRanges"]), (destination, rule["destinationRanges"])):
            nodes = {subnet.cidr for subnet in network.subnets if subnet.segment == segment}
            assert nodes < set(ranges) and len(ranges) == 2 * len(nodes), "nodes and their pods"


def test_file_systems_get_a_range_of_the_networks_own() -> None:
    assert "network-peering" not in made()
    found = made(storage=WITH_FILES)
    given = found["network-peered-range"].inputs
    inside = IPv4Network(f"{given['address']}/{int(given['prefixLength'])}")
    assert inside.subnet_of(IPv4Network("10.20.0.0/16"))
    assert found["network-peering"].inputs["reservedPeeringRanges"] == [given["name"]]
    assert found["network-peering"].inputs["deletionPolicy"] == "REMOVE_PEERING", "Google holds it for days"


def test_only_who_has_a_right_to_a_file_system_reaches_it() -> None:
    found = made(storage=WITH_FILES)
    refused = found["network-firewall-serving-to-files"].inputs
    called = found["network-firewall-files-to-training"].inputs
    assert refused["direction"] == "EGRESS" and refused["denies"] and refused["priority"] < called["priority"]
    assert refused["destinationRanges"] == called["sourceRanges"], (
        "both are about the range of the file systems"
    )
    assert called["allows"] == [{"protocol": "tcp", "ports": ["988", "6988"]}]


def test_who_mounts_a_filestore_alone_reaches_no_lustre() -> None:
    kept = [store for store in recorded.document()["storage"] if store["holds"] != "models"]
    models = {"name": "models", "holds": "models", "kind": "filesystem", "size": "1TiB"}
    found = made(storage=[*kept, models, SCRATCH])
    refused = found["network-firewall-serving-to-lustre"].inputs
    assert refused["denies"] == [{"protocol": "tcp", "ports": ["988", "6988"]}] and refused["priority"] < 1000
    assert (
        not {f"network-firewall-{rule}" for rule in ("serving-to-files", "files-to-serving")} & found.keys()
    )


def test_the_servers_of_a_registry_on_lustre_call_its_one_server_back() -> None:
    others = [store for store in recorded.document()["storage"] if store["holds"] != "registry"]
    registry = {
        "name": "registry",
        "holds": "registry",
        "kind": "filesystem",
        "size": "10TiB",
        "throughput": "4GiB/s",
    }
    network = recorded.topology().network
    assert network is not None
    called = made(storage=[*others, registry])["network-firewall-files-to-system"].inputs
    assert called["sourceRanges"] == [system_ranges(network).peered]
    assert system_ranges(network).nodes in called["destinationRanges"], (
        "it runs among the cluster's own services"
    )
    for segment in ("training", "serving"):
        refused = made(storage=[*others, registry])[f"network-firewall-{segment}-to-files"].inputs
        assert refused["denies"], "a registry is asked through its server, and its store by nobody else"
    without = made(storage=WITH_FILES)
    assert "network-firewall-files-to-system" not in without
    assert without["network-firewall-system-to-files"].inputs["denies"], "no service has a right to scratch"


def test_a_zone_that_comes_changes_nothing_that_is_there() -> None:
    zones = ["us-central1-a", "us-central1-b"]
    before = recorded.untold(made())
    after = recorded.untold(made(**recorded.network(zones=[*zones, "us-central1-c"])))
    ranges = {
        f"network-firewall-{rule}"
        for rule in ("training-to-serving", "serving-to-training", "in-training", "in-serving", "in-system")
    }
    changed = {name for name, inputs in before.items() if after[name] != inputs}
    assert changed == ranges, "only who is kept from whom grows by the new ranges"
    assert all("us-central1-c" in name for name in after.keys() - before.keys())


def test_the_order_of_zones_changes_nothing() -> None:
    zones = ["us-central1-b", "us-central1-a"]
    assert recorded.untold(made()) == recorded.untold(made(**recorded.network(zones=zones)))


def test_every_resource_is_below_its_component() -> None:
    for each in made().values():
        assert each.parent or each.type == "groundplan:gcp:Network"


def test_the_ids_are_by_segment_and_zone() -> None:
    topology = recorded.topology()
    assert topology.network is not None

    def program() -> pulumi.Output[Any]:
        assert topology.network is not None
        args = GcpNetworkArgs(topology=topology, network=topology.network, location=recorded.REGION)
        return pulumi.Output.from_input(GcpNetwork("network", args).subnet_ids).apply(found.append)

    found: list[Any] = []
    recorded.made(program)
    assert set(found[0]) == {"control", "edge", "serving", "training"}
    assert {tuple(sorted(zones)) for zones in found[0].values()} == {("us-central1-a", "us-central1-b")}
