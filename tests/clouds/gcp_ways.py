"""What Google Cloud says of addresses, of the API server, and of who opens connections to whom."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from tests.clouds.provisioned import Made
from tests.clouds.reading import ApiServer, Fault, at, files_of, unlike
from tests.components.gcp.recorded import PROJECT

EVERYWHERE = IPv4Network("0.0.0.0/0")
INSIDE = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
"""Ranges that no network of the internet has (RFC 1918, RFC 6598)."""
EVERYBODY = ("allUsers", "allAuthenticatedUsers")
OF_MACHINES, OF_LUSTRE, OF_NFS = ("443", "10250"), ("988", "6988"), ("2049",)
"""Ports by which somebody is called; of machines any will do, and one that some rule names."""
POOL = "container/nodePool:NodePool"
FIREWALL = "compute/firewall:Firewall"
OF_GKE = {
    "direction": "INGRESS",
    "priority": 1000,
    "sourceRanges": ["100.64.0.0/10"],
    "allows": [{"protocol": "all"}],
}
"""GKE's own rule, by which pods reach nodes ("Automatically created firewall rules")."""


CLOSED: Mapping[str, Mapping[str, Any]] = {
    POOL: {"networkConfig.enablePrivateNodes": True},
    "container/cluster:Cluster": {
        "privateClusterConfig.enablePrivateNodes": True,
        "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic": False,
        "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled": False,
        "serviceExternalIpsConfig.enabled": False,
    },
    "compute/address:Address": {"addressType": "INTERNAL"},
    "compute/globalAddress:GlobalAddress": {"addressType": "INTERNAL"},
    "storage/bucket:Bucket": {"publicAccessPrevention": "enforced", "uniformBucketLevelAccess": True},
    "dns/managedZone:ManagedZone": {"visibility": "private"},
}


def public(made: Made) -> Iterator[Fault]:
    yield from unlike(made, CLOSED)
    for name, each in made.own().items():
        if each.inputs.get("member") in EVERYBODY:
            yield name, "it is for everybody"
    for name, each in made.of_type(FIREWALL).items():
        sources = [IPv4Network(cidr) for cidr in each.inputs.get("sourceRanges") or ["0.0.0.0/0"]]
        if (
            each.inputs["direction"] == "INGRESS"
            and each.inputs.get("allows")
            and not all(map(_is_inside, sources))
        ):
            yield name, "it lets in from outside"


def _is_inside(one: IPv4Network) -> bool:
    return any(one.subnet_of(IPv4Network(cidr)) for cidr in INSIDE)


def api_server(made: Made) -> ApiServer:
    (cluster,) = made.of_type("container/cluster:Cluster").values()
    told = cluster.inputs
    authorized = at(told, "masterAuthorizedNetworksConfig.cidrBlocks")
    ranges = [each["cidrBlock"] for each in authorized] if authorized else [str(EVERYWHERE)]
    is_private = at(told, "privateClusterConfig.enablePrivateEndpoint") is True
    return ApiServer(
        ranges=frozenset([] if is_private else ranges),
        is_inside=at(told, "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled") is True
        and at(told, "privateClusterConfig.privateEndpointSubnetwork") is not None,
    )


def ways(made: Made) -> frozenset[tuple[str, str]]:
    """Ask the rules of the firewall, as Google does, for every range of every segment; then the file system itself."""
    ranges = _ranges(made)
    rules = [OF_GKE, *(each.inputs for each in made.of_type(FIREWALL).values())]
    found = {
        (source, destination)
        for source in ranges
        for destination in ranges
        for near in ranges[source]
        for far in ranges[destination]
        for port in OF_MACHINES
        if all(_allowed(rules, direction, near, far, port) for direction in ("EGRESS", "INGRESS"))
    }
    return frozenset(found | _to_files(made, rules, ranges))


def _to_files(
    made: Made, rules: Sequence[Any], ranges: Mapping[str, Sequence[IPv4Network]]
) -> set[tuple[str, str]]:
    """Return who reaches which file system: each may be anywhere in the range of all, and a Filestore has exports."""
    peered = [
        IPv4Network(f"{each.inputs['address']}/{int(each.inputs['prefixLength'])}")
        for each in made.of_type("compute/globalAddress:GlobalAddress").values()
    ]
    clients: dict[str, tuple[Sequence[str], list[str] | None]] = {}
    for name in made.of_type("lustre/instance:Instance"):
        clients[files_of(name.removeprefix("files-lustre-"))] = OF_LUSTRE, None
    for name, each in made.of_type("filestore/instance:Instance").items():
        exports = at(each.inputs, "fileShares.nfsExportOptions") or []
        told = [cidr for export in exports for cidr in export["ipRanges"]]
        clients[files_of(name.removeprefix("files-filestore-"))] = OF_NFS, told or None
    return {
        (source, destination)
        for source in ranges
        for near in ranges[source]
        for destination, (ports, exported) in clients.items()
        for port in ports
        if _covers(exported, near) and any(_allowed(rules, "EGRESS", near, far, port) for far in peered)
    }


def _ranges(made: Made) -> dict[str, list[IPv4Network]]:
    """Return the addresses of machines and pods by segment."""
    found: dict[str, list[IPv4Network]] = {}
    subnets = {
        f"projects/{PROJECT}/Subnetwork/{each.inputs['name']}": each.inputs
        for each in made.of_type("compute/subnetwork:Subnetwork").values()
    }
    segments = {cluster.name: cluster.segment for cluster in made.topology.clusters}
    for each in made.of_type(POOL).values():
        cluster = at(each.inputs, "nodeConfig.labels.groundplan-cluster")
        subnet = subnets.get(str(at(each.inputs, "networkConfig.subnetwork")))
        if cluster in segments and subnet is not None:
            ranges = [subnet["ipCidrRange"], *(one["ipCidrRange"] for one in subnet["secondaryIpRanges"])]
            found.setdefault(segments[cluster], []).extend(map(IPv4Network, ranges))
    return found


def _allowed(
    rules: Sequence[Any], direction: str, source: IPv4Network, destination: IPv4Network, port: str
) -> bool:
    """Return what the first rule says that is about such packets; of equals a refusal is the first."""
    about = [
        rule
        for rule in rules
        if rule["direction"] == direction
        and _covers(rule.get("sourceRanges"), source)
        and _covers(rule.get("destinationRanges"), destination)
        and any(port in each.get("ports", [port]) for each in rule.get("allows") or rule.get("denies"))
    ]
    if not about:
        return direction == "EGRESS"  # what holds where no rule is
    return bool(min(about, key=lambda rule: (rule["priority"], not rule.get("denies"))).get("allows"))


def _covers(cidrs: list[str] | None, one: IPv4Network) -> bool:
    return cidrs is None or any(one.subnet_of(IPv4Network(cidr)) for cidr in cidrs)
