"""The managed Kubernetes: private nodes, one endpoint, secrets under the plan's key, and no pool of nodes of its own.

It makes no client certificate and no key: whoever asks the API server is who Google says. Node pools are in
`pools.py`.
"""

from __future__ import annotations

import pulumi
from pulumi_gcp import container

from components.gcp import cluster_settings, names
from components.gcp.cluster_settings import GcpClusterArgs
from components.gcp.kubeconfig import kubeconfig
from components.holding import is_held

CHANNEL = "REGULAR"
CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"
"""Scopes are a relic of before IAM: the account's roles limit what nodes may do."""
DEFAULT_PODS_PER_NODE = 64
SHIELDED = container.ClusterNodeConfigShieldedInstanceConfigArgs


class GcpCluster(pulumi.ComponentResource):
    """A GKE cluster of a region; `workload_pool` is where its pods' identities live."""

    cluster_id: pulumi.Output[str]
    name: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]
    issuer: pulumi.Output[str]
    workload_pool: pulumi.Output[str]

    def __init__(self, name: str, args: GcpClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Cluster", name, None, opts)
        self._name, self._args = name, args
        cluster = self._made()
        self.cluster_id, self.name = cluster.id, cluster.name
        pool = f"{args.project}.svc.id.goog"
        self.workload_pool = cluster.id.apply(lambda _: pool)
        issuer = (
            f"https://container.googleapis.com/v1/projects/{args.project}/locations/{args.location}/clusters"
        )
        self.issuer = pulumi.Output.format("{0}/{1}", issuer, cluster.name)
        self.kubeconfig = pulumi.Output.secret(
            pulumi.Output.all(
                cluster.name, cluster.master_auth.cluster_ca_certificate, self._endpoint(cluster)
            ).apply(lambda known: kubeconfig(*known))
        )
        self.register_outputs(
            {"cluster_id": self.cluster_id, "kubeconfig": self.kubeconfig, "issuer": self.issuer}
        )

    def _endpoint(self, cluster: container.Cluster) -> pulumi.Output[str]:
        config = cluster.private_cluster_config
        return config.private_endpoint if not self._args.topology.allowed_cidrs else config.public_endpoint

    def _made(self) -> container.Cluster:
        args, topology = self._args, self._args.topology
        return container.Cluster(
            f"{self._name}-control-plane",
            name=names.own(topology, limit=names.CLUSTER_LIMIT),
            project=args.project,
            location=args.location,
            node_locations=sorted(args.zones),
            description=f"Groundplan: {topology.name}",
            network=args.network_id,
            subnetwork=args.system_subnet_id,
            networking_mode="VPC_NATIVE",
            min_master_version=args.version,
            release_channel=container.ClusterReleaseChannelArgs(channel=CHANNEL),
            deletion_protection=is_held(topology),
            resource_labels=names.labels(topology),
            initial_node_count=1,
            remove_default_node_pool=True,
            node_config=self._first_nodes(),
            default_max_pods_per_node=DEFAULT_PODS_PER_NODE,
            # A pool with a fabric that comes later would otherwise make the whole cluster anew.
            enable_multi_networking=True,
            **cluster_settings.network(args),
            **cluster_settings.security(args),
            **cluster_settings.operation(args),
            opts=self._options(),
        )

    def _options(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            protect=self._args.topology.deletion_protection,
            # Routes, rules and names, without which no node finds its control plane; and they go after it.
            depends_on=[self._args.network, *self._args.ready],
            ignore_changes=["node_config"],
        )

    def _first_nodes(self) -> container.ClusterNodeConfigArgs:
        """Return the nodes that GKE makes and removes before ours come: as safe as these, since they are there."""
        return container.ClusterNodeConfigArgs(
            machine_type="e2-medium",
            service_account=self._args.node_account,
            oauth_scopes=[CLOUD_PLATFORM],
            boot_disk_kms_key=self._args.keys.get("disks"),
            metadata={"disable-legacy-endpoints": "true"},
            shielded_instance_config=SHIELDED(enable_secure_boot=True, enable_integrity_monitoring=True),
            workload_metadata_config=container.ClusterNodeConfigWorkloadMetadataConfigArgs(
                mode="GKE_METADATA"
            ),
        )
