"""Who may reach what in the network: nothing, but for the needs listed here and what the cluster opens for its own
nodes.

GKE makes rules of its own for the control plane and the nodes of a cluster, at priority 1000. What keeps training and
serving apart comes before them; what closes everything comes after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_gcp import compute

from components.gcp import names
from components.gcp.addresses import PODS, SEGMENT_BLOCKS, ranges_of, system_ranges
from components.gcp.endpoints import GOOGLE_APIS
from components.gcp.filesystems import LUSTRE, filesystems, kinds_by_segment
from components.topology.model import Network, Topology
from components.topology.rights import SYSTEM

EVERYWHERE = "0.0.0.0/0"
TOLD, APART, NEEDED, CLOSED = 890, 900, 1000, 65_000
"""Priorities, the lowest first: exceptions, then what comes before GKE's own rules, beside them, and after all."""
HTTPS = ("443",)
LUSTRE_PORTS = ("988", "6988")
"""Ports by which clients and servers of Managed Lustre call each other ("Configure a VPC network"; "Connect to an
existing Managed Lustre instance", communication ports)."""
SEPARATED = (("training", "serving"), ("serving", "training"))


@dataclass(frozen=True, kw_only=True)
class GcpFirewallArgs:
    """The topology, its network, and the network that was made of it."""

    topology: Topology
    network: Network
    network_id: pulumi.Input[str]


class GcpFirewall(pulumi.ComponentResource):
    """Rules of a network; every refusal is logged, and so is every way to the internet."""

    def __init__(self, name: str, args: GcpFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Firewall", name, None, opts)
        self._name, self._args = name, args
        self._rule("deny-in", "INGRESS", CLOSED, denied=True, sources=[EVERYWHERE])
        self._rule("deny-out", "EGRESS", CLOSED, denied=True, destinations=[EVERYWHERE])
        inside = [args.network.cidr, str(PODS)]
        self._rule("out-inside", "EGRESS", NEEDED, destinations=inside)
        self._rule("out-google", "EGRESS", NEEDED, ports=HTTPS, destinations=[GOOGLE_APIS])
        # Images of a registry that is not Google's; through NAT, whose log says who asked what.
        self._rule("out-internet", "EGRESS", NEEDED, ports=HTTPS, destinations=[EVERYWHERE], logged=True)
        for source, destination in SEPARATED:
            there = ranges_of(args.network, source), ranges_of(args.network, destination)
            if all(there):
                self._rule(
                    f"{source}-to-{destination}",
                    "INGRESS",
                    APART,
                    denied=True,
                    sources=there[0],
                    destinations=there[1],
                )
        self._inside()
        self._files()
        self.register_outputs({})

    def _inside(self) -> None:
        """Let nodes and pods of a segment reach each other and the cluster's own, and be reached by these."""
        network = self._args.network
        system = system_ranges(network)
        own = [system.nodes, system.pods]
        segments = {segment: ranges_of(network, segment) for segment in SEGMENT_BLOCKS}
        for segment, there in segments.items():
            if there:
                self._rule(f"in-{segment}", "INGRESS", NEEDED, sources=[*there, *own], destinations=there)
        everywhere = [*own, *(cidr for there in segments.values() for cidr in there)]
        self._rule("in-system", "INGRESS", NEEDED, sources=everywhere, destinations=own)

    def _files(self) -> None:
        """Let the servers of file systems answer who has a right to one, and keep everybody else away from them.

        All lie in one range, where Google chooses. A Filestore tells its clients by their addresses, and a Lustre asks
        nobody who he is: whoever mounts a Filestore alone is kept from the ports of Lustre.
        """
        topology, network = self._args.topology, self._args.network
        if not filesystems(topology):
            return
        system = system_ranges(network)
        peered = [system.peered]
        mounted = kinds_by_segment(topology)
        ranges = {segment: ranges_of(network, segment) for segment in SEGMENT_BLOCKS}
        for segment, there in {**ranges, SYSTEM: [system.nodes, system.pods]}.items():
            kinds = mounted.get(segment, frozenset())
            if LUSTRE in kinds:
                self._rule(
                    f"files-to-{segment}", "INGRESS", NEEDED,
                    ports=LUSTRE_PORTS, sources=peered, destinations=there,
                )  # fmt: skip
            elif there:
                self._rule(
                    f"{segment}-to-{'lustre' if kinds else 'files'}", "EGRESS", APART, denied=True,
                    ports=LUSTRE_PORTS if kinds else None, sources=there, destinations=peered,
                )  # fmt: skip

    def _rule(
        self,
        key: str,
        direction: str,
        priority: int,
        *,
        denied: bool = False,
        ports: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        destinations: Sequence[str] | None = None,
        logged: bool = False,
    ) -> None:
        rule(
            f"{self._name}-{key}", self._args.topology, self._args.network_id, key, direction, priority,
            denied=denied, ports=ports, sources=sources, destinations=destinations, logged=logged,
            opts=pulumi.ResourceOptions(parent=self),
        )  # fmt: skip


def rule(
    name: str,
    topology: Topology,
    network_id: pulumi.Input[str],
    key: str,
    direction: str,
    priority: int,
    *,
    denied: bool = False,
    ports: Sequence[str] | None = None,
    sources: Sequence[str] | None = None,
    destinations: Sequence[str] | None = None,
    logged: bool = False,
    opts: pulumi.ResourceOptions,
) -> compute.Firewall:
    """Make a rule for TCP on `ports`, or for everything; `key` tells it from others of the stack."""
    what: dict[str, Any] = {"protocol": "tcp", "ports": list(ports)} if ports else {"protocol": "all"}
    return compute.Firewall(
        name,
        name=names.own(topology, key),
        network=network_id,
        direction=direction,
        priority=priority,
        allows=None if denied else [compute.FirewallAllowArgs(**what)],
        denies=[compute.FirewallDenyArgs(**what)] if denied else None,
        source_ranges=list(sources) if sources else None,
        destination_ranges=list(destinations) if destinations else None,
        log_config=compute.FirewallLogConfigArgs(metadata="INCLUDE_ALL_METADATA")
        if denied or logged
        else None,
        opts=opts,
    )
