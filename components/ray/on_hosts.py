"""A Ray cluster as raylets on hosts: the head first, then its workers. It knows no transport and no namespaces."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.contract import HostsPlatform, RayletRequest, RunningNode
from components.topology.model import Cluster, ClusterPorts, Node, NodePorts, Pool

LOOPBACK = "127.0.0.1"
# HAProxy in front of the replicas, and requests that stay on one event loop in each: Serve's own proxy is one Python
# process through which every request passes. docs/benchmarks.md tells what the two are worth.
SERVING_INGRESS = {"RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1"}


@dataclass(frozen=True, kw_only=True)
class ClusterOnHostsArgs:
    """The cluster to make and the platform it runs on."""

    cluster: Cluster
    platform: HostsPlatform


class ClusterOnHosts(pulumi.ComponentResource):
    """The nodes of one Ray cluster and the addresses of its job API and, if it serves, of its models."""

    job_api: pulumi.Output[str]
    serve: pulumi.Output[str] | None
    nodes: pulumi.Output[list[dict[str, Any]]]

    def __init__(
        self, name: str, args: ClusterOnHostsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:ray:ClusterOnHosts", name, None, opts)
        self._cluster, self._platform = args.cluster, args.platform
        head_pool = self._cluster.head
        head = self._node(head_pool, head_pool.nodes[0], None)
        running = {(head_pool.name, head_pool.nodes[0].name): head}
        for pool in self._cluster.pools:
            for node in pool.nodes if pool.role == "worker" else ():
                running[pool.name, node.name] = self._node(pool, node, head)
        self.nodes = pulumi.Output.all(*[
            pulumi.Output.all(pool=pool, node=node, state=found.state) for (pool, node), found in running.items()
        ])  # fmt: skip
        self.job_api = self._address("job-api", self._cluster.ports.job_api, head)
        serves = self._cluster.purpose == "serving"
        self.serve = self._address("serve", self._cluster.ports.serve, head) if serves else None
        self.register_outputs({"job_api": self.job_api, "serve": self.serve, "nodes": self.nodes})

    def _node(self, pool: Pool, node: Node, head: RunningNode | None) -> RunningNode:
        isolated = self._platform.isolation.get("mode") == "namespaces"
        request = raylet_request(self._cluster, pool, node, isolated=isolated)
        options = pulumi.ResourceOptions(parent=self, depends_on=[head.resource] if head else [])
        return self._platform.run_raylet(
            f"raylet-{node.name}", request, head.incarnation if head else None, options
        )

    def _address(self, role: str, port: int, head: RunningNode) -> pulumi.Output[str]:
        options = pulumi.ResourceOptions(parent=self, depends_on=[head.resource])
        return self._platform.forward(f"forward-{self._cluster.name}-{role}", self._cluster, port, options)

    def output(self) -> pulumi.Output[dict[str, Any]]:
        """What the stack says of this cluster."""
        return pulumi.Output.all(
            name=self._cluster.name, purpose=self._cluster.purpose, job_api=self.job_api, dashboard=self.job_api,
            serve=self.serve, token_file=self._platform.token_files[self._cluster.name], nodes=self.nodes,
        )  # fmt: skip


def clusters_on_hosts(
    clusters: Sequence[Cluster], platform: HostsPlatform
) -> list[pulumi.Output[dict[str, Any]]]:
    """Makes every cluster; what the stack says of each."""
    made = [
        ClusterOnHosts(each.name, ClusterOnHostsArgs(cluster=each, platform=platform)) for each in clusters
    ]
    return [cluster.output() for cluster in made]


def raylet_request(cluster: Cluster, pool: Pool, node: Node, *, isolated: bool = False) -> RayletRequest:
    """What to run for one node: `ray start` with every port named, as Ray's own choices collide between clusters."""
    ports = cluster.ports.nodes[node.name]
    health = f"http://{LOOPBACK}:{ports.agent_http}/api/local_raylet_healthz"
    is_head = pool.role == "head"
    role_arguments = head_arguments if is_head else worker_arguments
    cpus = cpus_for_work(cluster, pool)
    return RayletRequest(
        cluster=cluster.name, purpose=cluster.purpose, pool=pool.name, node=node.name, role=pool.role,
        arguments=(*node_arguments(pool, node, ports, cpus=cpus), *role_arguments(cluster.ports)),
        environment=environment(cluster, isolated=isolated),
        probes=(health, f"http://{LOOPBACK}:{cluster.ports.job_api}/api/version") if is_head else (health,),
        private_memory_bytes=pool.machine.memory_bytes - pool.machine.object_store_bytes,
        gpu_indexes=node.gpu_indexes,
    )  # fmt: skip


def cpus_for_work(cluster: Cluster, pool: Pool) -> int:
    """How many logical CPUs Ray may place work on: none on the head of a cluster that has other pools.

    A worker that fills the head's memory takes the control store, and with it the whole cluster, down.
    """
    return 0 if pool.role == "head" and len(cluster.pools) > 1 else pool.machine.cpus


def node_arguments(pool: Pool, node: Node, ports: NodePorts, *, cpus: int) -> tuple[str, ...]:
    """Arguments of every node: its address, ports, labels and what Ray may place on it.

    `--memory` is what tasks may ask for; it leaves out the object store, which Ray counts apart.
    """
    machine = pool.machine
    labels = {**pool.labels, "groundplan-node": node.name}
    return (
        f"--node-ip-address={LOOPBACK}",
        f"--node-manager-port={ports.node_manager}", f"--object-manager-port={ports.object_manager}",
        f"--dashboard-agent-grpc-port={ports.agent_grpc}", f"--dashboard-agent-listen-port={ports.agent_http}",
        f"--runtime-env-agent-port={ports.runtime_env_agent}", f"--metrics-export-port={ports.metrics_export}",
        f"--min-worker-port={ports.worker_low}", f"--max-worker-port={ports.worker_high}",
        f"--num-cpus={cpus}", f"--num-gpus={machine.gpus}",
        f"--memory={machine.memory_bytes - machine.object_store_bytes}",
        f"--object-store-memory={machine.object_store_bytes}",
        f"--resources={json.dumps({f'pool:{pool.name}': 1})}",
        f"--labels={','.join(f'{key}={value}' for key, value in sorted(labels.items()))}",
        "--disable-usage-stats",
    )  # fmt: skip


def head_arguments(ports: ClusterPorts) -> tuple[str, ...]:
    """Arguments of the head alone: control store, dashboard with the job API, client, folder of sockets and logs."""
    return (
        "--head", f"--port={ports.gcs}", "--include-dashboard=true",
        f"--dashboard-host={LOOPBACK}", f"--dashboard-port={ports.job_api}",
        f"--ray-client-server-port={ports.client}", "--temp-dir={session}",
    )  # fmt: skip


def worker_arguments(ports: ClusterPorts) -> tuple[str, ...]:
    """Arguments of a worker: whom it joins. On one machine the head's log monitor reads the logs of all its nodes."""
    return (f"--address={LOOPBACK}:{ports.gcs}", "--include-log-monitor=false")


def environment(cluster: Cluster, *, isolated: bool = False) -> Mapping[str, str]:
    """Environment of every process of the cluster: token asked everywhere, the fixed metrics ports moved apart.

    The fast ingress only where the cluster is isolated: HAProxy's statistics and the replicas' own ports listen on all
    interfaces and ask for no token.
    """
    shared = {
        "RAY_AUTH_MODE": "token",
        "RAY_ADDRESS": f"{LOOPBACK}:{cluster.ports.gcs}",
        "AUTOSCALER_METRIC_PORT": str(cluster.ports.autoscaler_metrics),
        "DASHBOARD_METRIC_PORT": str(cluster.ports.dashboard_metrics),
        "RAY_USAGE_STATS_ENABLED": "0",
        # The platform holds each node to its own memory; Ray's monitor knows only the whole machine's.
        "RAY_memory_monitor_refresh_ms": "0",
        "GROUNDPLAN_CLUSTER": cluster.name,
        "GROUNDPLAN_PURPOSE": cluster.purpose,
        "GROUNDPLAN_SERVE_PORT": str(cluster.ports.serve),
    }
    return shared | SERVING_INGRESS if isolated and cluster.purpose == "serving" else shared
