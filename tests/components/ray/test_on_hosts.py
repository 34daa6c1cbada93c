"""A Ray node is asked for in Ray's words: every port named, a token asked, its own share of CPUs, memory and GPUs."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings

from components.contract import RayletRequest
from components.ray.on_hosts import environment, raylet_request
from components.topology.model import Cluster, Topology
from components.topology.resolve import resolve
from tests.components.topology import plans

FLAG_OF_NODE_PORT = {
    "node_manager": "--node-manager-port",
    "object_manager": "--object-manager-port",
    "agent_grpc": "--dashboard-agent-grpc-port",
    "agent_http": "--dashboard-agent-listen-port",
    "runtime_env_agent": "--runtime-env-agent-port",
    "metrics_export": "--metrics-export-port",
    "worker_low": "--min-worker-port",
    "worker_high": "--max-worker-port",
}
FLAG_OF_HEAD_PORT = {"gcs": "--port", "job_api": "--dashboard-port", "client": "--ray-client-server-port"}
VARIABLE_OF_CLUSTER_PORT = {
    "autoscaler_metrics": "AUTOSCALER_METRIC_PORT",
    "dashboard_metrics": "DASHBOARD_METRIC_PORT",
    "serve": "GROUNDPLAN_SERVE_PORT",
}


def resolved(**changed: Any) -> Topology:
    """Return the topology of the small plan on a large machine, with what the test changes."""
    return resolve(plans.plan(**changed), plans.LARGE)


def cluster_of(name: str, **changed: Any) -> Cluster:
    """Return one cluster of the small plan."""
    return next(cluster for cluster in resolved(**changed).clusters if cluster.name == name)


def requests_of(cluster: Cluster) -> list[RayletRequest]:
    """Return the requests for every node of a cluster."""
    return [raylet_request(cluster, pool, node) for pool in cluster.pools for node in pool.nodes]


def request_of(name: str, **changed: Any) -> RayletRequest:
    """Return the request for one node of the small plan."""
    requests = [request for cluster in resolved(**changed).clusters for request in requests_of(cluster)]
    return next(request for request in requests if request.node == name)


def flags(request: RayletRequest) -> dict[str, str]:
    """Return the arguments as flag -> value; fails where one is given twice."""
    parts = [argument.partition("=") for argument in request.arguments]
    found = {flag: value for flag, _, value in parts}
    assert len(found) == len(parts), f"{request.node} is given a flag twice: {request.arguments}"
    return found


def ports_of(request: RayletRequest) -> set[int]:
    """Return every port that the node and its workers may bind."""
    given = flags(request)
    low, high = int(given.pop("--min-worker-port")), int(given.pop("--max-worker-port"))
    named = [int(value) for flag, value in given.items() if flag == "--port" or flag.endswith("-port")]
    if request.role == "head":
        named += [int(request.environment[variable]) for variable in VARIABLE_OF_CLUSTER_PORT.values()]
    assert len(set(named)) == len(named) and low < high, f"{request.node} would use a port twice"
    return {*named, *range(low, high + 1)}


def test_the_tables_of_these_tests_name_every_port_of_the_topology() -> None:
    ports = cluster_of("train").ports
    node_fields = {field.name for field in dataclasses.fields(ports.nodes["train-head-0"])}
    cluster_fields = {field.name for field in dataclasses.fields(ports)} - {"nodes"}
    assert node_fields == FLAG_OF_NODE_PORT.keys(), "a new port of a node must reach Ray and this table"
    assert cluster_fields == FLAG_OF_HEAD_PORT.keys() | VARIABLE_OF_CLUSTER_PORT.keys(), (
        "a new port of a cluster must reach Ray and these tables"
    )


@pytest.mark.parametrize("node", ["train-head-0", "train-data-1", "serve-head-0", "serve-replicas-0"])
def test_every_port_of_a_node_is_named_to_ray(node: str) -> None:
    request = request_of(node)
    ports = dataclasses.asdict(cluster_of(request.cluster).ports.nodes[node])
    found = {field: int(flags(request)[flag]) for field, flag in FLAG_OF_NODE_PORT.items()}
    assert found == ports, "Ray would choose a port itself, which collides between clusters"


def test_the_head_alone_binds_the_ports_of_the_cluster() -> None:
    ports, head, worker = cluster_of("train").ports, request_of("train-head-0"), request_of("train-data-0")
    for field, flag in FLAG_OF_HEAD_PORT.items():
        assert flags(head)[flag] == str(getattr(ports, field)), f"Ray would choose the port {field} itself"
        assert flag not in flags(worker), f"a worker would bind the cluster's port {field}"
    for request in (head, worker):
        found = {field: request.environment[name] for field, name in VARIABLE_OF_CLUSTER_PORT.items()}
        assert found == {field: str(getattr(ports, field)) for field in found}, "a fixed port was not moved"


def test_a_worker_joins_the_head_of_its_own_cluster() -> None:
    for cluster in resolved().clusters:
        for request in requests_of(cluster):
            address = f"127.0.0.1:{cluster.ports.gcs}"
            joins = flags(request).get("--address")
            assert joins == (None if request.role == "head" else address), f"{request.node} joins {joins}"
            assert ("--head" in flags(request)) == (request.role == "head"), (
                f"{request.node} is no {request.role}"
            )
            assert request.environment["RAY_ADDRESS"] == address, "a job would look for another cluster"


@given(plans.DOCUMENTS.filter(lambda document: document.get("target") == "local"))
@settings(max_examples=25)
def test_no_two_nodes_of_one_plan_share_a_port(document: dict[str, Any]) -> None:
    taken: dict[int, str] = {}
    for cluster in resolve(plans.plan(**document), plans.LARGE).clusters:
        for request in requests_of(cluster):
            for port in ports_of(request):
                assert port not in taken, f"{request.node} and {taken[port]} share port {port}"
                taken[port] = request.node


@pytest.mark.parametrize("node", ["train-head-0", "train-data-0", "serve-head-0"])
def test_every_node_asks_a_token_and_listens_on_the_loopback_alone(node: str) -> None:
    request = request_of(node)
    assert request.environment["RAY_AUTH_MODE"] == "token", "without a token anybody could submit a job"
    assert not {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & request.environment.keys(), (
        "where the token lies is the platform's matter, and its value belongs into no environment"
    )
    assert flags(request)["--node-ip-address"] == "127.0.0.1", "a raylet would listen to the network"
    assert flags(request).get("--dashboard-host", "127.0.0.1") == "127.0.0.1", "the job API would be open"
    assert all(probe.startswith("http://127.0.0.1:") for probe in request.probes), "a probe leaves the node"


def test_the_head_of_a_cluster_with_workers_offers_no_cpus() -> None:
    train = {request.node: flags(request)["--num-cpus"] for request in requests_of(cluster_of("train"))}
    assert train == {"train-head-0": "0", "train-data-0": "1", "train-data-1": "1"}, (
        "work on the head could take its control store, and with it the cluster, down"
    )


def test_a_lone_head_offers_its_own_cpus() -> None:
    lone = {"name": "train", "purpose": "training", "pools": [plans.pool("head", cpu=3)]}
    assert flags(request_of("train-head-0", clusters=[lone]))["--num-cpus"] == "3", "no work would ever run"


@pytest.mark.parametrize("node", ["train-head-0", "train-data-0"])
def test_private_memory_is_what_the_object_store_leaves(node: str) -> None:
    request = request_of(node)
    store = int(flags(request)["--object-store-memory"])
    assert store > 0 and request.private_memory_bytes + store == 2 * plans.GIB, "a node is its whole memory"
    assert flags(request)["--memory"] == str(request.private_memory_bytes), "tasks may ask what there is"
    assert request.environment["RAY_memory_monitor_refresh_ms"] == "0", (
        "Ray's monitor counts the whole machine and would kill workers for the memory of others"
    )


def test_a_node_works_once_its_raylet_is_healthy_and_on_the_head_the_job_api_answers() -> None:
    ports = cluster_of("train").ports
    for node in ("train-head-0", "train-data-0"):
        health = f"http://127.0.0.1:{ports.nodes[node].agent_http}/api/local_raylet_healthz"
        api = f"http://127.0.0.1:{ports.job_api}/api/version"
        expected = (health, api) if node == "train-head-0" else (health,)
        assert request_of(node).probes == expected, f"{node} would count as running too early or never"


def test_ray_can_place_work_by_pool_and_node() -> None:
    given_flags = flags(request_of("train-data-1"))
    assert json.loads(given_flags["--resources"]) == {"pool:data": 1}, "work could not be sent to a pool"
    labels = dict(pair.split("=") for pair in given_flags["--labels"].split(","))
    assert labels["groundplan-node"] == "train-data-1", "work could not be sent to a node"


def test_a_node_gets_its_own_gpus() -> None:
    machine = dataclasses.replace(plans.LARGE, gpus=plans.gpus("NVIDIA A10G", "NVIDIA A10G"))
    clusters = resolve(plans.plan(), machine).clusters
    requests = [request for cluster in clusters for request in requests_of(cluster)]
    assert sorted(index for request in requests for index in request.gpu_indexes) == [0, 1], "a GPU idles"
    for request in requests:
        assert flags(request)["--num-gpus"] == str(len(request.gpu_indexes)), "Ray would count other GPUs"


def test_the_fast_ingress_is_for_isolated_serving_clusters_alone() -> None:
    for cluster in resolved().clusters:
        fast = {
            isolated: "RAY_SERVE_ENABLE_HA_PROXY" in environment(cluster, isolated=isolated)
            for isolated in (True, False)
        }
        assert fast[False] is False, "its ports ask for no token, so they may not be reachable"
        assert fast[True] is (cluster.purpose == "serving")
