"""A Ray cluster on Kubernetes through KubeRay: its secrets, what stands beside it, and the cluster. It renders nothing.

Namespaces, accounts, quotas, network policies and claims are made by `components/services` before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.contract import KubernetesPlatform
from components.objects import KubernetesObject, Manifest, logical_name
from components.passwords import Password
from components.ray.manifests.cluster import (
    RAY_KINDS,
    cluster_manifests,
    refuse_impossible,
    room_for_upgrade,
)
from components.ray.manifests.deployment import FIELD
from components.ray.manifests.fault_tolerance import users
from components.ray.manifests.naming import (
    TOKEN_KEY,
    head_service,
    host,
    part_name,
    serve_service,
    token_secret,
)
from components.ray.manifests.setting import Credentials, Setting
from components.ray.resources import Authority
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.labels import ENVIRONMENT, OWNER
from components.topology.model import Cluster, Topology
from components.topology.places import namespace_of

READY_TIMEOUT = pulumi.CustomTimeouts(create="30m", update="30m", delete="15m")
"""A GPU machine takes 5 to 10 minutes to come where something makes it, and an image with CUDA as long to be pulled."""


@dataclass(frozen=True, kw_only=True)
class ClusterOnKubernetesArgs:
    """The cluster to make, its plan, the platform it runs on, and what its processes are told beside.

    What KubeRay makes waits for `services`; what stands beside it is there by then, its volumes too.
    """

    topology: Topology
    cluster: Cluster
    platform: KubernetesPlatform
    environment: Mapping[str, str] = field(default_factory=dict)
    services: Sequence[pulumi.Resource] = ()


class ClusterOnKubernetes(pulumi.ComponentResource):
    """One RayCluster or RayService with its token, its authority, its fault-tolerance store and its kept logs."""

    job_api: pulumi.Output[str]
    serve: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: ClusterOnKubernetesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:ray:ClusterOnKubernetes", name, None, opts)
        self._topology, self._cluster = args.topology, args.cluster
        authority = Authority(part_name(args.cluster, "authority"), pulumi.ResourceOptions(parent=self))
        self._authority_ends = authority.ends
        setting = Setting(
            topology=args.topology, cluster=args.cluster, platform=args.platform,
            fingerprint=authority.fingerprint, environment=args.environment,
        )  # fmt: skip
        beside: list[pulumi.Resource] = []
        for manifest in cluster_manifests(setting, self._credentials(authority)):
            is_ray = manifest["kind"] in RAY_KINDS
            made = self._declare(manifest, [*args.services, *beside] if is_ray else [])
            beside.append(made)
        if note := room_for_upgrade(args.cluster):
            pulumi.log.info(note, self)
        self.job_api = pulumi.Output.from_input(
            self._address(head_service(args.cluster.name), args.cluster.ports.job_api)
        )
        serves = args.cluster.purpose == "serving"
        address = self._address(serve_service(args.cluster.name), args.cluster.ports.serve)
        self.serve = pulumi.Output.from_input(address) if serves else None
        self.register_outputs({"job_api": self.job_api, "serve": self.serve})

    def _credentials(self, authority: Authority) -> Credentials:
        def password(part: str) -> pulumi.Output[str]:
            return Password(part_name(self._cluster, part), pulumi.ResourceOptions(parent=self)).value

        store = password("store-password")
        return Credentials(
            token=password("token"), authority_certificate=authority.certificate, authority_key=authority.key,
            trusted=authority.trusted, log_key=password("log-key"),
            store_password=store, store_users=store.apply(users),
        )  # fmt: skip

    def _declare(self, manifest: Manifest, after: list[pulumi.Resource]) -> KubernetesObject:
        options = pulumi.ResourceOptions(
            parent=self,
            depends_on=after,
            additional_secret_outputs=["data", "stringData"] if manifest["kind"] == "Secret" else None,
            ignore_changes=only_begun(manifest),
            custom_timeouts=READY_TIMEOUT if manifest["kind"] in {*RAY_KINDS, "StatefulSet"} else None,
        )
        return KubernetesObject(logical_name(manifest), manifest, options)

    def _address(self, service: str, port: int) -> str:
        return f"http://{host(self._topology, self._cluster, service)}:{port}"

    def output(self) -> pulumi.Output[dict[str, Any]]:
        """What the stack says of this cluster; addresses are those inside Kubernetes."""
        cluster, namespace = self._cluster, namespace_of(self._topology, self._cluster)
        serves = cluster.purpose == "serving"
        services = {"head": head_service(cluster.name)} | (
            {"serve": serve_service(cluster.name)} if serves else {}
        )
        return pulumi.Output.all(
            name=cluster.name, purpose=cluster.purpose, namespace=namespace,
            kind="RayService" if serves else "RayCluster", services=services,
            job_api=self.job_api, dashboard=self.job_api, serve=self.serve,
            token_secret={"namespace": namespace, "name": token_secret(cluster), "key": TOKEN_KEY},
            authority_ends=self._authority_ends, nodes=declared_nodes(cluster),
        )  # fmt: skip


def only_begun(manifest: Manifest) -> list[str]:
    """Return the fields that are only begun here: applications are deployed later, and an autoscaler sets replicas.

    Nor does a RayCluster follow a plan's owner and environment, as its namespace does: what is written anew of it takes
    away what Kueue wrote into its groups, which are one list to the API server, and KubeRay makes all pods anew.
    """
    if manifest["kind"] == "RayService":
        return [f"spec.{FIELD}"]
    if manifest["kind"] != "RayCluster":
        return []
    groups = manifest["spec"].get("workerGroupSpecs", ())
    return [f'metadata.labels["{label}"]' for label in (OWNER, ENVIRONMENT)] + [
        f"spec.workerGroupSpecs[{index}].replicas"
        for index, group in enumerate(groups)
        if group["maxReplicas"] > group["minReplicas"] and "replicas" in group
    ]


def declared_nodes(cluster: Cluster) -> list[dict[str, Any]]:
    """What the plan says of a cluster's nodes, one entry a pool; which of them run only the cluster can tell."""
    return [
        {"pool": pool.name, "count": pool.count, "maximum": pool.maximum, "state": "declared"}
        for pool in cluster.pools
    ]


def require_possible(topology: Topology, platform: KubernetesPlatform) -> None:
    """Return where every cluster of a plan can be made. Raises TopologyErrors with every reason why not."""
    errors: list[TopologyError] = []
    for cluster in topology.clusters:
        try:
            refuse_impossible(Setting(topology=topology, cluster=cluster, platform=platform))
        except TopologyErrors as refused:
            errors += refused.errors
    if errors:
        raise TopologyErrors(errors)


def clusters_on_kubernetes(
    topology: Topology,
    platform: KubernetesPlatform,
    opts: pulumi.ResourceOptions | None = None,
    environment: Mapping[str, str] | None = None,
    services: Sequence[pulumi.Resource] = (),
) -> list[pulumi.Output[dict[str, Any]]]:
    """Makes every cluster of a plan, what KubeRay makes of it after `services`; what the stack says of each."""
    made = [
        ClusterOnKubernetes(
            cluster.name,
            ClusterOnKubernetesArgs(
                topology=topology,
                cluster=cluster,
                platform=platform,
                environment=environment or {},
                services=services,
            ),
            opts,
        )
        for cluster in topology.clusters
    ]
    return [cluster.output() for cluster in made]
