"""The private network: a subnet for each of the topology's, one for the cluster itself, ways out, and who may go
where.

No machine in it has a public address. It makes no rule that lets anything in from outside; `firewall.py` and
`endpoints.py` say who may reach what, `peering.py` joins other networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import compute, servicenetworking

from components.gcp import names
from components.gcp.addresses import PODS_RANGE, SERVICES_RANGE, pods_of, system_ranges, zone_name
from components.gcp.endpoints import GOOGLE_APIS, GcpEndpoints, GcpEndpointsArgs
from components.gcp.firewall import GcpFirewall, GcpFirewallArgs, filesystems
from components.topology.model import Network, Subnet, Topology

EVERYWHERE = "0.0.0.0/0"
GATEWAY = "default-internet-gateway"
SYSTEM = "system"
"""The subnet of the cluster's own nodes and of its private endpoint; it belongs to no zone."""
MTU = 8896
"""Bytes: the largest that Google Cloud takes, and 10 % faster for Managed Lustre (its page "Configure a VPC
network").
"""
MIN_PORTS_PER_MACHINE = 64

Ids = Mapping[str, Mapping[str, pulumi.Output[str]]]
"""Segment -> name of a zone -> id of a subnet."""


@dataclass(frozen=True, kw_only=True)
class GcpNetworkArgs:
    """The topology, its network and its region."""

    topology: Topology
    network: Network
    location: str


class GcpNetwork(pulumi.ComponentResource):
    """A VPC; `system_subnet_id` holds the cluster, `peering` is what file systems wait for."""

    network_id: pulumi.Output[str]
    cidr: str
    subnet_ids: Ids
    system_subnet_id: pulumi.Output[str]
    system_cidr: str
    services_cidr: str
    peering: pulumi.Resource | None

    def __init__(self, name: str, args: GcpNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Network", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self.cidr = args.network.cidr
        self._vpc = self._network()
        self.network_id = self._vpc.id
        made = {subnet: self._subnet(subnet) for subnet in args.network.subnets}
        self.subnet_ids = {
            segment: {
                zone_name(args.location, subnet.zone): made[subnet].id
                for subnet in args.network.subnets
                if subnet.segment == segment
            }
            for segment in sorted({subnet.segment for subnet in args.network.subnets})
        }
        ranges = system_ranges(args.network)
        self.system_cidr, self.services_cidr = ranges.nodes, ranges.services
        self.system_subnet_id = self._system().id
        self._ways_out()
        self.peering = self._peered() if filesystems(args.topology) else None
        GcpFirewall(
            f"{name}-firewall",
            GcpFirewallArgs(topology=args.topology, network=args.network, network_id=self.network_id),
            self._below,
        )
        GcpEndpoints(
            f"{name}-endpoints",
            GcpEndpointsArgs(topology=args.topology, network_id=self.network_id),
            self._below,
        )
        self.register_outputs(
            {
                "network_id": self.network_id,
                "subnet_ids": self.subnet_ids,
                "system_subnet_id": self.system_subnet_id,
            }
        )

    def _network(self) -> compute.Network:
        topology = self._args.topology
        return compute.Network(
            f"{self._name}-vpc",
            name=names.own(topology),
            auto_create_subnetworks=False,
            # The routes below are all that lead out.
            delete_default_routes_on_create=True,
            routing_mode="REGIONAL",
            mtu=MTU,
            description=f"Groundplan: {topology.name}",
            opts=self._below,
        )

    def _subnet(self, subnet: Subnet) -> compute.Subnetwork:
        pods = pods_of(subnet)
        key = f"{subnet.segment}-{zone_name(self._args.location, subnet.zone)}"
        return self._subnetwork(key, subnet.cidr, {PODS_RANGE: pods} if pods else {})

    def _system(self) -> compute.Subnetwork:
        ranges = system_ranges(self._args.network)
        return self._subnetwork(
            SYSTEM, ranges.nodes, {PODS_RANGE: ranges.pods, SERVICES_RANGE: ranges.services}
        )

    def _subnetwork(self, key: str, cidr: str, more: Mapping[str, str]) -> compute.Subnetwork:
        return compute.Subnetwork(
            f"{self._name}-subnet-{key}",
            name=names.own(self._args.topology, key),
            network=self._vpc.id,
            region=self._args.location,
            ip_cidr_range=cidr,
            private_ip_google_access=True,
            stack_type="IPV4_ONLY",
            secondary_ip_ranges=[
                compute.SubnetworkSecondaryIpRangeArgs(range_name=range_name, ip_cidr_range=range_cidr)
                for range_name, range_cidr in sorted(more.items())
            ],
            log_config=compute.SubnetworkLogConfigArgs(
                aggregation_interval="INTERVAL_5_SEC", flow_sampling=1.0, metadata="INCLUDE_ALL_METADATA"
            ),
            opts=self._below,
        )

    def _ways_out(self) -> None:
        """Make the routes, and the NAT gateway by which nodes fetch what Google does not serve."""
        for key, cidr in (("google", GOOGLE_APIS), ("internet", EVERYWHERE)):
            compute.Route(
                f"{self._name}-route-{key}", name=names.own(self._args.topology, key), network=self._vpc.id,
                dest_range=cidr, next_hop_gateway=GATEWAY, opts=self._below,
            )  # fmt: skip
        router = compute.Router(
            f"{self._name}-router", name=names.own(self._args.topology, "router"), network=self._vpc.id,
            region=self._args.location, opts=self._below,
        )  # fmt: skip
        compute.RouterNat(
            f"{self._name}-nat",
            name=names.own(self._args.topology, "nat"),
            router=router.name,
            region=self._args.location,
            nat_ip_allocate_option="AUTO_ONLY",
            # All, so that a zone that comes changes nothing here; edge subnets hold no machine.
            source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
            enable_dynamic_port_allocation=True,
            enable_endpoint_independent_mapping=False,
            min_ports_per_vm=MIN_PORTS_PER_MACHINE,
            log_config=compute.RouterNatLogConfigArgs(enable=True, filter="ALL"),
            opts=self._below,
        )

    def _peered(self) -> pulumi.Resource:
        """Make the range in which Google puts file systems, and its way there: it never crosses NAT."""
        cidr = system_ranges(self._args.network).peered
        address, _, prefix = cidr.partition("/")
        reserved = compute.GlobalAddress(
            f"{self._name}-peered-range",
            name=names.own(self._args.topology, "peered"),
            purpose="VPC_PEERING",
            address_type="INTERNAL",
            address=address,
            prefix_length=int(prefix),
            network=self._vpc.id,
            labels=names.labels(self._args.topology),
            opts=self._below,
        )
        return servicenetworking.Connection(
            f"{self._name}-peering",
            network=self._vpc.id,
            service="servicenetworking.googleapis.com",
            reserved_peering_ranges=[reserved.name],
            # Google frees what lay there hours or days after it is gone, and refuses this one's end until then.
            deletion_policy="REMOVE_PEERING",
            opts=self._below,
        )
