"""The control plane takes nodes and pods, judges them as a real one does, and lets nobody in without a certificate."""

import contextlib
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from stacks.engine.versions import load_versions
from tests.control_plane.api import Api, Refused
from tests.control_plane.cluster import TIMEOUT_S, ControlPlane
from tests.control_plane.launch import LOG_LINE
from tests.control_plane.nodes import GPU

pytestmark = pytest.mark.kubernetes

IMAGE = "simulated.example/image@sha256:" + "0" * 64
PORT = 8265
ANSWER = b"a simulated head"
SERVER = f"""
import http.server
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write({ANSWER})
http.server.HTTPServer(("0.0.0.0", {PORT}), Answer).serve_forever()
"""


@pytest.fixture(scope="module")
def cluster(clean_control_plane: ControlPlane) -> ControlPlane:
    clean_control_plane.add_nodes(2, prefix="cpu", cpus=16, memory="64Gi", zone="a")
    clean_control_plane.add_nodes(
        2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product="NVIDIA-H100-80GB-HBM3", zone="b"
    )
    return clean_control_plane


@pytest.fixture(scope="module")
def restricted(cluster: ControlPlane) -> str:
    name = "restricted"
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    cluster.objects.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    )
    account = f"/api/v1/namespaces/{name}/serviceaccounts/default"
    cluster.wait(lambda: cluster.objects.find(account), "the namespace's service account")
    return name


@pytest.fixture
def namespace(cluster: ControlPlane, restricted: str) -> Iterator[str]:
    """A namespace that enforces Pod Security and is emptied after each test."""
    yield restricted
    path = f"/api/v1/namespaces/{restricted}"
    for kind in ("pods", "resourcequotas", "services"):
        for entry in cluster.objects.get(f"{path}/{kind}")["items"]:
            cluster.objects.remove(f"{path}/{kind}/{entry['metadata']['name']}")
    cluster.wait(lambda: not cluster.objects.get(f"{path}/pods")["items"], "the pods to go away")


def pod(namespace: str, name: str, *, gpus: int = 0, privileged: bool = False) -> dict[str, Any]:
    allowed = {
        "allowPrivilegeEscalation": False,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    resources = {"cpu": "1", "memory": "1Gi", **({GPU: str(gpus)} if gpus else {})}
    container = {
        "name": "main",
        "image": IMAGE,
        "securityContext": {"privileged": True} if privileged else allowed,
        "resources": {"requests": resources, "limits": resources},
        "ports": [{"containerPort": PORT}],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {"containers": [container]},
    }


def running(cluster: ControlPlane, manifest: dict[str, Any]) -> dict[str, Any]:
    cluster.objects.apply(manifest)
    path = cluster.objects.path_of(manifest)
    cluster.wait(lambda: cluster.objects.get(path)["status"]["phase"] == "Running", f"{path} to run")
    return cluster.objects.get(path)


def forwarded(cluster: ControlPlane, namespace: str, name: str) -> str:
    """Return what the pod says on its port, asked through the API server and the simulated kubelet."""
    from kubernetes.client import CoreV1Api
    from kubernetes.stream import portforward

    connect = CoreV1Api(cluster.api).connect_get_namespaced_pod_portforward
    forward = portforward(connect, name, namespace, ports=str(PORT))
    with contextlib.closing(forward.socket(PORT)) as connection:
        connection.settimeout(TIMEOUT_S)
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        said = b""
        # The tunnel does not tell that the server has closed.
        while not said.endswith(ANSWER) and (more := connection.recv(4096)):
            said += more
        return said.decode()


def test_the_server_tells_the_version_that_was_built(cluster: ControlPlane) -> None:
    version = cluster.objects.get("/version")
    assert version["gitVersion"] == f"v{load_versions().kubernetes}", "clients check how old a server is"


def test_who_has_no_certificate_is_refused(cluster: ControlPlane) -> None:
    stranger = Api(cluster.server, cluster.authority, user=None)
    with pytest.raises(Refused) as refused:
        stranger.get("/api/v1/namespaces")
    assert refused.value.status == 401, "whoever else is on this machine must not get in"


def test_only_its_owner_reads_the_kubeconfig(cluster: ControlPlane) -> None:
    assert cluster.kubeconfig.stat().st_mode & 0o077 == 0, "it holds an administrator's key"


def test_the_official_client_gets_in(cluster: ControlPlane) -> None:
    from kubernetes.client import CoreV1Api

    nodes = CoreV1Api(cluster.api).list_node().to_dict()["items"]
    assert {"cpu-1", "gpu-1"} <= {node["metadata"]["name"] for node in nodes}, (
        "the kubeconfig must work with the client that people use"
    )


def test_nodes_are_ready_and_show_their_gpus(cluster: ControlPlane) -> None:
    node = cluster.objects.get("/api/v1/nodes/gpu-1")
    assert "gpu-1" in cluster.ready_nodes(), "KWOK must play its kubelet"
    assert node["status"]["allocatable"][GPU] == "8", "the scheduler counts this"
    assert node["metadata"]["labels"]["nvidia.com/gpu.product"] == "NVIDIA-H100-80GB-HBM3", (
        "as GPU discovery labels it"
    )
    assert node["metadata"]["labels"]["topology.kubernetes.io/zone"] == "b", "as a cloud labels it"


def test_a_pod_that_asks_for_gpus_runs_where_they_are(cluster: ControlPlane, namespace: str) -> None:
    manifest = running(cluster, pod(namespace, "training", gpus=8))
    assert manifest["spec"]["nodeName"].startswith("gpu-"), "no other node has them"


def test_pod_security_refuses_a_privileged_pod(cluster: ControlPlane, namespace: str) -> None:
    with pytest.raises(Refused, match='violates PodSecurity "restricted') as refused:
        cluster.objects.apply(pod(namespace, "root", privileged=True))
    assert refused.value.status == 403, "the real admission judges here"


def test_a_field_that_nobody_knows_is_refused(cluster: ControlPlane, namespace: str) -> None:
    manifest = pod(namespace, "misspelt")
    manifest["spec"]["nodeSelektor"] = {"a": "b"}
    with pytest.raises(Refused, match="nodeSelektor"):
        cluster.objects.apply(manifest)


def test_a_quota_holds(cluster: ControlPlane, namespace: str) -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "gpus", "namespace": namespace},
    }
    made = cluster.objects.apply({**quota, "spec": {"hard": {f"requests.{GPU}": "4"}}})
    path = cluster.objects.path_of(made)
    cluster.wait(lambda: "hard" in cluster.objects.get(path).get("status", {}), "the quota to be counted")
    with pytest.raises(Refused, match="exceeded quota: gpus"):
        cluster.objects.apply(pod(namespace, "greedy", gpus=8))


def test_pods_go_with_the_node_that_is_taken_away(cluster: ControlPlane, namespace: str) -> None:
    (name,) = cluster.add_nodes(1, prefix="spot", cpus=4, memory="8Gi")
    manifest = pod(namespace, "on-spot")
    manifest["spec"]["nodeSelector"] = {"kubernetes.io/hostname": name}
    path = cluster.objects.path_of(running(cluster, manifest))
    cluster.remove_node(name)
    cluster.wait(lambda: cluster.objects.find(path) is None, "its pod to be gone")
    assert name not in cluster.ready_nodes(), "a machine that was taken back is no node"


def test_logs_are_read_through_the_simulated_kubelet(cluster: ControlPlane, namespace: str) -> None:
    path = cluster.objects.path_of(running(cluster, pod(namespace, "talking")))
    assert cluster.objects.get(f"{path}/log").endswith(LOG_LINE), (
        "the API server must reach KWOK as a kubelet"
    )


def test_a_process_inside_answers_for_a_pod_behind_its_service(cluster: ControlPlane, namespace: str) -> None:
    running(cluster, pod(namespace, "head"))
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "head", "namespace": namespace}}
    cluster.objects.apply({**service, "spec": {"selector": {"app": "head"}, "ports": [{"port": PORT}]}})
    process = cluster.run_inside([sys.executable, "-c", SERVER])
    try:
        answers = []

        def answered() -> bool:
            try:
                answers.append(
                    cluster.objects.get(f"/api/v1/namespaces/{namespace}/services/head:{PORT}/proxy/")
                )
            except Refused:
                return False
            return True

        cluster.wait(answered, "the head to answer through the API server")
        assert answers == [ANSWER.decode()], "the address of every pod is local inside"
        assert ANSWER.decode() in forwarded(cluster, namespace, "head"), (
            "as `kubectl port-forward` would reach it"
        )
        with socket.socket() as outside:
            assert outside.connect_ex(("127.0.0.1", PORT)) != 0, "nothing inside listens on this machine"
    finally:
        process.kill()
        process.wait()
