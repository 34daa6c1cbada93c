"""Private ways to Google's services: their names lead to an address that never leaves Google's network.

With it no datum of a bucket, image of the Artifact Registry or request to the key service crosses NAT. It makes no
address of its own: `restricted.googleapis.com` is the same everywhere, and serves only what VPC Service Controls can
guard.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import dns

from components.gcp import names
from components.topology.model import Topology

GOOGLE_APIS = "199.36.153.4/30"
"""Of `restricted.googleapis.com` (cloud.google.com, "Configure Private Google Access")."""
ADDRESSES = ("199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7")
RESTRICTED = "restricted.googleapis.com."
DOMAINS = {"apis": "googleapis.com.", "images": "pkg.dev.", "old-images": "gcr.io."}
"""Key -> domain of Google's services that nodes and pods ask for."""
TTL_S = 300


@dataclass(frozen=True, kw_only=True)
class GcpEndpointsArgs:
    """The topology, and the network in which the names hold."""

    topology: Topology
    network_id: pulumi.Input[str]


class GcpEndpoints(pulumi.ComponentResource):
    """Private zones of names, visible in the network alone."""

    def __init__(self, name: str, args: GcpEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Endpoints", name, None, opts)
        self._below = pulumi.ResourceOptions(parent=self)
        for key, domain in DOMAINS.items():
            zone = dns.ManagedZone(
                f"{name}-zone-{key}",
                name=names.own(args.topology, key),
                dns_name=domain,
                description=f"Groundplan: {domain} without the internet",
                visibility="private",
                private_visibility_config=dns.ManagedZonePrivateVisibilityConfigArgs(
                    networks=[dns.ManagedZonePrivateVisibilityConfigNetworkArgs(network_url=args.network_id)]
                ),
                labels=names.labels(args.topology),
                opts=self._below,
            )
            target = RESTRICTED if domain == DOMAINS["apis"] else domain
            self._record(f"{name}-address-{key}", zone, target, "A", list(ADDRESSES))
            self._record(f"{name}-names-{key}", zone, f"*.{domain}", "CNAME", [target])
        self.register_outputs({})

    def _record(self, name: str, zone: dns.ManagedZone, host: str, kind: str, data: list[str]) -> None:
        dns.RecordSet(
            name,
            managed_zone=zone.name,
            name=host,
            type=kind,
            ttl=TTL_S,
            rrdatas=data,
            opts=self._below,
        )
