"""Where the logs of a plan are kept: a place of their own, encrypted by its key, with a term.

Every project has a place for logs already; what is routed here is the cluster's logs and audit logs, flow logs, and
those of the firewall and of NAT. It does not take anything out of the place that the project has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import logging

from components.gcp import names
from components.topology.model import Topology

KEPT_DAYS = 30
KEPT_IN_PRODUCTION_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class GcpLogsArgs:
    """The topology, its project and region, the name of its cluster, and the key of its logs (None: Google's own).

    `incarnation` are digits that are others each time the stack is made anew; with `ready` the key may be used.
    """

    topology: Topology
    project: str
    location: str
    cluster_name: str
    incarnation: pulumi.Input[str]
    key: pulumi.Input[str] | None
    ready: Sequence[pulumi.Resource] = ()


class GcpLogs(pulumi.ComponentResource):
    """A bucket of Cloud Logging and the sink that fills it."""

    bucket_id: pulumi.Output[str]

    def __init__(self, name: str, args: GcpLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Logs", name, None, opts)
        topology = args.topology
        encrypted = logging.ProjectBucketConfigCmekSettingsArgs(kms_key_name=args.key) if args.key else None
        incarnation = pulumi.Output.from_input(args.incarnation)
        bucket = logging.ProjectBucketConfig(
            f"{name}-bucket",
            # Google keeps one that is deleted, and its name, for seven days: `up` after `down` would be refused.
            bucket_id=incarnation.apply(lambda digits: names.own(topology, "logs", digits)),
            project=args.project,
            location=args.location,
            description=f"Groundplan: {topology.name}",
            retention_days=KEPT_IN_PRODUCTION_DAYS if topology.deletion_protection else KEPT_DAYS,
            cmek_settings=encrypted,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=topology.deletion_protection,
                ignore_changes=["bucketId"],
                depends_on=[*args.ready],
            ),
        )
        logging.ProjectSink(
            f"{name}-sink",
            name=names.own(topology, "logs"),
            project=args.project,
            description=f"Groundplan: {topology.name}",
            destination=pulumi.Output.format(
                "logging.googleapis.com/projects/{0}/locations/{1}/buckets/{2}",
                args.project,
                args.location,
                bucket.bucket_id,
            ),
            filter=sink_filter(names.own(topology), args.cluster_name, names.own(topology, "nat")),
            # Within one project the shared writer needs no right.
            unique_writer_identity=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.bucket_id = bucket.id
        self.register_outputs({"bucket_id": self.bucket_id})


def sink_filter(network: str, cluster: str, gateway: str) -> str:
    """Return which entries are a plan's: its cluster's, and those of its network's flows, rules and way out."""
    return " OR ".join(
        (
            f'resource.labels.cluster_name="{cluster}"',
            # Flow logs and firewall logs both tell the network so.
            f'(resource.type="gce_subnetwork" AND jsonPayload.vpc.vpc_name="{network}")',
            f'(resource.type="nat_gateway" AND resource.labels.gateway_name="{gateway}")',
        )
    )
