"""Private ways from the network to AWS's own services, so that neither images nor data of training cross NAT.

Object stores have a gateway, which costs nothing for what passes; other services an address in each zone. What passes
at most says `endpoint_policies.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
from pulumi_aws import ec2

from components.aws import names
from components.aws.endpoint_policies import service_policy, store_policy
from components.aws.keys import Place
from components.topology.model import Topology

SERVICES: Mapping[str, str] = {
    "autoscaling": "pools grow and shrink",
    "ec2": "the network plugin and volumes",
    "ecr.api": "AWS's own images",
    "ecr.dkr": "AWS's own images",
    "eks": "kubeconfigs and node groups",
    "eks-auth": "workload identities",
    "kms": "keys",
    "logs": "logs",
    "sts": "credentials",
}
"""Part of the service's name -> what needs it (Amazon EKS, "Deploy private clusters with limited internet access")."""


@dataclass(frozen=True, kw_only=True)
class AwsEndpointsArgs:
    """The network, one subnet for each zone by its name, private route tables by zone, and the endpoints' group.

    `account_id` is whose principals and resources pass, `other_buckets` what of others' stores does, and
    `other_accounts` whose keys, logs and roles do.
    """

    topology: Topology
    location: str
    account_id: pulumi.Input[str]
    network_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    route_table_ids: Mapping[str, pulumi.Input[str]]
    group_id: pulumi.Input[str]
    other_buckets: Sequence[str] = ()
    other_accounts: Sequence[str] = ()


class AwsEndpoints(pulumi.ComponentResource):
    """Endpoints of every service; `store_ranges` are the addresses at which object stores answer."""

    store_ranges: pulumi.Output[list[str]]

    def __init__(self, name: str, args: AwsEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Endpoints", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        place = pulumi.Output.from_input(args.account_id).apply(
            lambda account_id: Place(
                partition=names.partition(args.location), region=args.location, account_id=account_id
            )
        )
        stores = ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=args.network_id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{args.location}.s3",
            policy=place.apply(lambda known: store_policy(known, args.other_buckets)),
            tags=names.tags(args.topology, "s3"),
            opts=below,
        )
        # One resource a zone: with the tables in the endpoint itself, a zone more would change it for all.
        for zone, table in args.route_table_ids.items():
            ec2.VpcEndpointRouteTableAssociation(
                f"{name}-s3-{zone}", vpc_endpoint_id=stores.id, route_table_id=table, opts=below
            )
        for service in sorted(SERVICES):
            ec2.VpcEndpoint(
                f"{name}-{service.replace('.', '-')}",
                vpc_id=args.network_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{args.location}.{service}",
                private_dns_enabled=True,
                subnet_ids=[args.subnet_ids[zone] for zone in sorted(args.subnet_ids)],
                security_group_ids=[args.group_id],
                policy=place.apply(partial(service_policy, service, others=args.other_accounts)),
                tags=names.tags(args.topology, service),
                opts=below,
            )
        self.store_ranges = stores.cidr_blocks.apply(list)
        self.register_outputs({"store_ranges": self.store_ranges})
