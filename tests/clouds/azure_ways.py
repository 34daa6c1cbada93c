"""What Azure says of addresses, of the API server, and of who opens connections to whom."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from tests.clouds.provisioned import Made
from tests.clouds.reading import ApiServer, Fault, at, files_of, unlike, wrong

CLUSTER, POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"
CLOSED: Mapping[str, Mapping[str, Any]] = {
    "network:Subnet": {"defaultOutboundAccess": False},
    CLUSTER: {"networkProfile.outboundType": "userAssignedNATGateway"},
    "storage:StorageAccount": {
        "allowBlobPublicAccess": False, "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2", "networkRuleSet.defaultAction": "Deny",
    },
    "storage:BlobContainer": {"publicAccess": "None"},
    "keyvault:Vault": {"properties.networkAcls.defaultAction": "Deny"},
}  # fmt: skip
PUBLIC = {
    "storage:StorageAccount": "publicNetworkAccess", "keyvault:Vault": "properties.publicNetworkAccess",
}  # fmt: skip
FOR_SERVICES = {"logs-account": "networkRuleSet", "keys-vault-files": "properties.networkAcls"}
"""What services reach that Azure trusts, which write logs and run Lustre and come by no private endpoint, and the rules
that let in nobody else."""
SERVICES_ALONE = {"bypass": "AzureServices", "defaultAction": "Deny"}
OUTSIDE = ("*", "Internet", "0.0.0.0/0")


def machines(made: Made) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every pool of machines and what AKS is told of them, the system's own included."""
    for name, each in made.of_type(POOL).items():
        yield name, each.inputs
    for name, each in made.of_type(CLUSTER).items():
        for told in each.inputs["agentPoolProfiles"]:
            yield f"{name}, pool {told['name']}", told


def public(made: Made) -> Iterator[Fault]:
    yield from unlike(made, CLOSED)
    for kind, path in PUBLIC.items():
        for name, each in made.of_type(kind).items():
            if name not in FOR_SERVICES:
                yield from wrong(name, each.inputs, {path: "Disabled"})
            elif at(each.inputs, FOR_SERVICES[name]) != SERVICES_ALONE:
                yield name, "it lets in more from outside than Azure's own services"
    of_ways_out = {
        one["id"].rpartition("/")[2]
        for each in made.of_type("network:NatGateway").values()
        for one in each.inputs["publicIpAddresses"]
    }
    for name in made.of_type("network:PublicIPAddress"):
        if name not in of_ways_out:
            yield name, "a public address that no way out has"
    for name, told in machines(made):
        yield from wrong(name, told, {"enableNodePublicIP": False})
    for name, each in made.of_type("network:SecurityRule").items():
        told = each.inputs
        if (told["direction"], told["access"]) == ("Inbound", "Allow") and set(_peers(told)) & set(OUTSIDE):
            yield name, "it lets in from outside"


def api_server(made: Made) -> ApiServer:
    (cluster,) = made.of_type(CLUSTER).values()
    told = cluster.inputs["apiServerAccessProfile"]
    ranges = told.get("authorizedIPRanges") or ["0.0.0.0/0"]  # what AKS takes where it is told no range
    is_private = (
        told.get("enablePrivateCluster") is True and told.get("enablePrivateClusterPublicFQDN") is False
    )
    return ApiServer(
        ranges=frozenset([] if is_private else ranges),
        is_inside=told.get("enableVnetIntegration") is True and bool(told.get("subnetId")),
    )


def ways(made: Made) -> frozenset[tuple[str, str]]:
    """Ask the rules of both ends, as Azure does, for every subnet of every segment."""
    machines_in, files_in = _subnets(made), _subnets_of_files(made)
    return frozenset(
        (source, destination)
        for source, near in machines_in.items()
        for destination, far in {**machines_in, **files_in}.items()
        if any(_opens(made, one, other) for one in near for other in far)
    )


def _subnets_of_files(made: Made) -> dict[str, list[Mapping[str, Any]]]:
    return {
        files_of(name.removeprefix("store-").removesuffix("-files")): [
            _subnet(made, each.inputs["filesystemSubnet"])
        ]
        for name, each in made.of_type("storagecache:AmlFilesystem").items()
    }


def _subnets(made: Made) -> dict[str, list[Mapping[str, Any]]]:
    """Return the subnets of machines by segment."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    segments = {cluster.name: cluster.segment for cluster in made.topology.clusters}
    for name, told in machines(made):
        segment = segments.get(str(at(told, "nodeLabels.groundplan-cluster")))
        if segment and name in made.resources:
            found.setdefault(segment, []).append(_subnet(made, told["vnetSubnetID"]))
    return found


def _subnet(made: Made, own: str) -> Mapping[str, Any]:
    return made.resources[own.rpartition("/")[2]].inputs


def _opens(made: Made, near: Mapping[str, Any], far: Mapping[str, Any]) -> bool:
    return _allowed(made, near, "Outbound", far) and _allowed(made, far, "Inbound", near)


def _allowed(made: Made, subnet: Mapping[str, Any], direction: str, other: Mapping[str, Any]) -> bool:
    """Return what the first rule of a subnet's group says of packets of a direction, from or to another subnet."""
    group = made.resources[at(subnet, "networkSecurityGroup.id").rpartition("/")[2]].inputs
    address = IPv4Network(other["addressPrefix"])[4]
    about = [
        each.inputs
        for each in made.of_type("network:SecurityRule").values()
        if each.inputs["networkSecurityGroupName"] == group["networkSecurityGroupName"]
        and each.inputs["direction"] == direction
        and any(_covers(made, peer, address) for peer in _peers(each.inputs))
    ]
    first = min(about, key=lambda rule: rule["priority"], default=None)
    return first is None or first["access"] == "Allow"  # Azure's own last rules let a network talk to itself


def _peers(rule: Mapping[str, Any]) -> list[str]:
    far = "source" if rule["direction"] == "Inbound" else "destination"
    alone = rule.get(f"{far}AddressPrefix")
    return [alone] if alone else rule[f"{far}AddressPrefixes"]


def _covers(made: Made, peer: str, address: IPv4Address) -> bool:
    if peer == "VirtualNetwork":
        network = made.topology.network
        return network is not None and address in IPv4Network(network.cidr)
    if not peer[0].isdigit():
        return peer == "*"
    return address in IPv4Network(peer)
