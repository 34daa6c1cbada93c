"""Who may reach whom on the network, as security groups: a table of links, and two rules for each, one at each end.

Training and serving reach each other in no way. It knows machines only; pods are told apart by network policies. No
machine of ours is in the group of operators: whoever runs `up` inside the network, such as a runner, is put into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.aws import names
from components.aws.files import file_systems
from components.topology.model import Store, Topology
from components.topology.rights import SYSTEM, clients_of_files

CONTROL_PLANE = "control-plane"
ENDPOINTS = "endpoints"
OPERATORS = "operators"
INTERNET = "internet"
"""The end of a link that is no group: every address, through the NAT gateways and only outwards."""

HTTPS = 443
LUSTRE_PORTS = ((988, 988), (1018, 1023))
"""FSx for Lustre, "File system access control with Amazon VPC": servers and clients call each other on these."""
UNPRIVILEGED = (1025, 65535)
"""Amazon EKS, "Security group requirements": the kubelet's 10250, and whatever ports webhooks choose."""


@dataclass(frozen=True, kw_only=True, order=True)
class Link:
    """Machines of `source` may call those of `destination`; without ports, by any protocol."""

    source: str
    destination: str
    reason: str
    ports: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """What tells a link from every other."""
        ports = "any" if self.ports is None else "-".join(map(str, dict.fromkeys(self.ports)))
        return f"{self.source}-to-{self.destination}-{ports}"


def segments(topology: Topology) -> tuple[str, ...]:
    """Return the segments that have machines of their own, sorted."""
    return tuple(sorted({cluster.segment for cluster in topology.clusters}))


def links(topology: Topology) -> tuple[Link, ...]:
    """Return every link of a topology, sorted."""
    return tuple(sorted(_links(topology)))


def _links(topology: Topology) -> Iterator[Link]:
    own = segments(topology)
    nodes = (*own, SYSTEM)
    for node in nodes:
        yield Link(source=node, destination=node, reason="machines of one segment work together")
        yield Link(source=node, destination=CONTROL_PLANE, ports=(HTTPS, HTTPS), reason="the API server")
        yield Link(source=CONTROL_PLANE, destination=node, ports=(HTTPS, HTTPS), reason="webhooks")
        yield Link(source=CONTROL_PLANE, destination=node, ports=UNPRIVILEGED, reason="kubelets and webhooks")
        yield Link(source=node, destination=ENDPOINTS, ports=(HTTPS, HTTPS), reason="services of AWS")
        yield Link(source=node, destination=INTERNET, ports=(HTTPS, HTTPS), reason="images and object stores")
    yield Link(source=OPERATORS, destination=CONTROL_PLANE, ports=(HTTPS, HTTPS), reason="the API server")
    yield Link(source=OPERATORS, destination=ENDPOINTS, ports=(HTTPS, HTTPS), reason="services of AWS")
    yield Link(
        source=OPERATORS, destination=INTERNET, ports=(HTTPS, HTTPS), reason="sources, packages and state"
    )
    for node in own:
        yield Link(source=node, destination=SYSTEM, reason="names, registry and logs")
        yield Link(source=SYSTEM, destination=node, reason="operators and metrics")
    for store in file_systems(topology):
        yield from _to_files(topology, store)


def _to_files(topology: Topology, store: Store) -> Iterator[Link]:
    """Yield the links of a file system: only the segments of those who have a right to it."""
    clients = clients_of_files(topology, store)
    files = files_group(store.name)
    for ports in LUSTRE_PORTS:
        yield Link(source=files, destination=files, ports=ports, reason="Lustre servers among themselves")
        for client in sorted(clients):
            yield Link(source=client, destination=files, ports=ports, reason="Lustre clients")
            yield Link(source=files, destination=client, ports=ports, reason="Lustre servers call back")


def files_group(store: str) -> str:
    """Return the end of links that stands for a file system."""
    return f"files-{store}"


@dataclass(frozen=True, kw_only=True)
class AwsFirewallArgs:
    """The topology, and the network in which the groups are."""

    topology: Topology
    network_id: pulumi.Input[str]


class AwsFirewall(pulumi.ComponentResource):
    """One security group for each end of a link; `group_ids` are by its name."""

    group_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AwsFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Firewall", name, None, opts)
        self._name, self._topology = name, args.topology
        self._below = pulumi.ResourceOptions(parent=self)
        found = links(args.topology)
        ends = sorted({end for link in found for end in (link.source, link.destination)} - {INTERNET})
        self.group_ids = {end: self._group(end, args.network_id).id for end in ends}
        for link in found:
            self._outwards(link)
            if link.destination != INTERNET:
                self._inwards(link)
        self.register_outputs({"group_ids": self.group_ids})

    def _group(self, end: str, network_id: pulumi.Input[str]) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            f"{self._name}-group-{end}",
            name_prefix=names.prefix(self._topology.name, end, limit=names.GROUP_LIMIT),
            description=f"{end} of {self._topology.name}",
            vpc_id=network_id,
            tags=names.tags(self._topology, end),
            opts=self._below,
        )

    def _outwards(self, link: Link) -> None:
        internet = link.destination == INTERNET
        vpc.SecurityGroupEgressRule(
            f"{self._name}-out-{link.key}",
            security_group_id=self.group_ids[link.source],
            referenced_security_group_id=None if internet else self.group_ids[link.destination],
            cidr_ipv4="0.0.0.0/0" if internet else None,
            **self._what(link),
        )

    def _inwards(self, link: Link) -> None:
        vpc.SecurityGroupIngressRule(
            f"{self._name}-in-{link.key}",
            security_group_id=self.group_ids[link.destination],
            referenced_security_group_id=self.group_ids[link.source],
            **self._what(link),
        )

    def _what(self, link: Link) -> dict:
        low, high = link.ports or (None, None)
        return {
            "ip_protocol": "tcp" if link.ports else "-1", "from_port": low, "to_port": high,
            "description": link.reason, "tags": names.tags(self._topology, link.key), "opts": self._below,
        }  # fmt: skip
