"""The private network: the topology's subnets, a way out for each zone, flow logs, and private ways to AWS's services.

Each zone stands alone: its own NAT gateway and routes, so that a zone more changes none that is there. It makes no
security group but the empty default one; `firewall.py` says who may reach whom, `peering.py` joins other networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from components.aws import names, policies
from components.aws.addresses import CONTROL_PLANE, control_plane_subnets, zone_name
from components.topology.model import Network, Subnet, Topology

EVERYWHERE = "0.0.0.0/0"
EDGE = "edge"
LOGS_KEPT_DAYS = 365
BALANCED = {"control": "kubernetes.io/role/internal-elb", EDGE: "kubernetes.io/role/elb"}
"""Tags by which load balancers find their subnets (AWS Load Balancer Controller, "Subnet auto-discovery")."""

Ids = Mapping[str, Mapping[str, pulumi.Output[str]]]
"""Segment -> name of a zone -> id of a subnet."""


@dataclass(frozen=True, kw_only=True)
class AwsNetworkArgs:
    """The topology, the zones of the control plane, the account, and the key of the flow logs (None: AWS's own)."""

    topology: Topology
    network: Network
    location: str
    control_plane_zones: Sequence[str]
    account_id: pulumi.Input[str]
    logs_key: pulumi.Input[str] | None


class AwsNetwork(pulumi.ComponentResource):
    """A VPC; `route_table_ids` are those of private subnets, by zone, `control_plane_table_ids` its control plane's."""

    network_id: pulumi.Output[str]
    cidr: str
    subnet_ids: Ids
    route_table_ids: Mapping[str, pulumi.Output[str]]
    control_plane_table_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AwsNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Network", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self.cidr = args.network.cidr
        self._vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.network.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,  # private endpoints answer under the services' own names
            tags=self._tags("vpc"),
            opts=self._below,
        )
        self.network_id = self._vpc.id
        # Adopted and emptied: what names no group can reach nothing, and nothing reaches it.
        ec2.DefaultSecurityGroup(
            f"{name}-default-group", vpc_id=self._vpc.id, ingress=[], egress=[], tags=self._tags("default"),
            opts=self._below,
        )  # fmt: skip
        subnets = {(one.segment, self._zone(one)): self._subnet(one) for one in args.network.subnets}
        zones = [zone_name(args.location, zone) for zone in args.network.zones]
        self.route_table_ids = self._routes(zones, subnets)
        self.subnet_ids = {
            **{
                segment: {zone: subnets[segment, zone].id for zone in zones} for segment, _ in sorted(subnets)
            },
            CONTROL_PLANE: self._control_plane(),
        }
        self._flow_logs()
        self.register_outputs({"network_id": self.network_id, "subnet_ids": self.subnet_ids})

    def _tags(self, what: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return names.tags(self._args.topology, what, more)

    def _zone(self, subnet: Subnet) -> str:
        return zone_name(self._args.location, subnet.zone)

    def _subnet(self, subnet: Subnet) -> ec2.Subnet:
        zone = self._zone(subnet)
        exposed = subnet.segment != EDGE or self._args.topology.allowed_cidrs
        balanced = {BALANCED[subnet.segment]: "1"} if subnet.segment in BALANCED and exposed else {}
        return ec2.Subnet(
            f"{self._name}-subnet-{subnet.segment}-{zone}",
            vpc_id=self._vpc.id,
            availability_zone=zone,
            cidr_block=subnet.cidr,
            map_public_ip_on_launch=False,
            tags=self._tags(f"{subnet.segment}-{zone}", balanced),
            opts=self._below,
        )

    def _routes(
        self, zones: Sequence[str], subnets: Mapping[tuple[str, str], ec2.Subnet]
    ) -> Mapping[str, pulumi.Output[str]]:
        """Make the ways out: edges to the internet, everything else of a zone through its NAT gateway."""
        gateway = ec2.InternetGateway(
            f"{self._name}-internet", vpc_id=self._vpc.id, tags=self._tags("internet"), opts=self._below
        )
        public = self._table(EDGE)
        way = ec2.Route(
            f"{self._name}-route-{EDGE}", route_table_id=public.id, destination_cidr_block=EVERYWHERE,
            gateway_id=gateway.id, opts=self._below,
        )  # fmt: skip
        private = {zone: self._way_out(zone, subnets[EDGE, zone], way) for zone in zones}
        for (segment, zone), subnet in subnets.items():
            self._associate(f"{segment}-{zone}", subnet, public if segment == EDGE else private[zone])
        return {zone: table.id for zone, table in private.items()}

    def _way_out(self, zone: str, edge: ec2.Subnet, way: ec2.Route) -> ec2.RouteTable:
        address = ec2.Eip(
            f"{self._name}-address-{zone}", domain="vpc", tags=self._tags(f"nat-{zone}"), opts=self._below
        )
        # A NAT gateway that starts without a way to the internet fails.
        after = pulumi.ResourceOptions(parent=self, depends_on=[way])
        nat = ec2.NatGateway(
            f"{self._name}-nat-{zone}", subnet_id=edge.id, allocation_id=address.id, connectivity_type="public",
            tags=self._tags(f"nat-{zone}"), opts=after,
        )  # fmt: skip
        table = self._table(zone)
        ec2.Route(
            f"{self._name}-route-{zone}", route_table_id=table.id, destination_cidr_block=EVERYWHERE,
            nat_gateway_id=nat.id, opts=self._below,
        )  # fmt: skip
        return table

    def _table(self, key: str) -> ec2.RouteTable:
        return ec2.RouteTable(
            f"{self._name}-routes-{key}",
            vpc_id=self._vpc.id,
            tags=self._tags(f"routes-{key}"),
            opts=self._below,
        )

    def _associate(self, key: str, subnet: ec2.Subnet, table: ec2.RouteTable) -> None:
        ec2.RouteTableAssociation(
            f"{self._name}-association-{key}", subnet_id=subnet.id, route_table_id=table.id, opts=self._below
        )

    def _control_plane(self) -> Mapping[str, pulumi.Output[str]]:
        """Make the subnets of the control plane's interfaces, which lead nowhere but into the network and to peers."""
        table, made = self._table(CONTROL_PLANE), {}
        self.control_plane_table_ids = {CONTROL_PLANE: table.id}
        for one in control_plane_subnets(self._args.network, self._args.control_plane_zones):
            key = f"{CONTROL_PLANE}-{one.zone}"
            subnet = ec2.Subnet(
                f"{self._name}-subnet-{key}", vpc_id=self._vpc.id, availability_zone=one.zone, cidr_block=one.cidr,
                map_public_ip_on_launch=False, tags=self._tags(key), opts=self._below,
            )  # fmt: skip
            self._associate(key, subnet, table)
            made[one.zone] = subnet.id
        return made

    def _flow_logs(self) -> None:
        topology = self._args.topology
        group = cloudwatch.LogGroup(
            f"{self._name}-flow-logs",
            name_prefix=names.prefix(topology.name, "flow-logs", limit=names.LOG_GROUP_LIMIT),
            retention_in_days=LOGS_KEPT_DAYS,
            kms_key_id=self._args.logs_key,
            tags=self._tags("flow-logs"),
            opts=pulumi.ResourceOptions(parent=self, protect=topology.deletion_protection),
        )
        role = iam.Role(
            f"{self._name}-flow-logs-role",
            name_prefix=names.prefix(topology.name, "flow-logs", limit=names.ROLE_LIMIT),
            assume_role_policy=pulumi.Output.from_input(self._args.account_id).apply(
                lambda account_id: policies.trust("vpc-flow-logs.amazonaws.com", account_id=account_id)
            ),
            tags=self._tags("flow-logs"),
            opts=self._below,
        )
        writing = iam.RolePolicy(
            f"{self._name}-flow-logs-policy",
            role=role.id,
            policy=group.arn.apply(_may_write),
            opts=self._below,
        )
        ec2.FlowLog(
            f"{self._name}-flow-log", vpc_id=self._vpc.id, traffic_type="ALL", iam_role_arn=role.arn,
            log_destination_type="cloud-watch-logs", log_destination=group.arn, tags=self._tags("flow-log"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[writing]),
        )  # fmt: skip


def _may_write(arn: str) -> str:
    """Return the right to write the log group `arn`."""
    actions = ("CreateLogStream", "DescribeLogGroups", "DescribeLogStreams", "PutLogEvents")
    return policies.document([policies.allow([f"logs:{action}" for action in actions], [arn, f"{arn}:*"])])
