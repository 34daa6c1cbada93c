"""A real API server is asked what it is; who may not ask, or is not let in, is told so in one sentence."""

from fractions import Fraction
from pathlib import Path

import pytest

from components.contract import Addresses, Pods
from components.kubernetes import network
from components.kubernetes.access import NoCluster, connect
from components.kubernetes.gathering import ask_cluster
from components.plan.loading import load_plan
from components.topology.facts import Requests
from components.topology.resolve import resolve
from tests.components.kubernetes.real_users import (
    READS,
    changed_kubeconfig,
    kubeconfig_of,
    restricted_kubeconfig,
)
from tests.control_plane.addresses import API_SERVER, API_SERVER_PORT, SERVICES
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

EXAMPLE = Path(__file__).parents[3] / "stacks" / "plans" / "kubernetes-small.yaml"
H100 = "NVIDIA-H100-80GB-HBM3"


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a control plane with the nodes of the small example."""
    clean_control_plane.add_nodes(4, prefix="cpu", cpus=32, memory="128Gi", zone="b")
    clean_control_plane.add_nodes(2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product=H100, zone="a")
    return clean_control_plane


def sentence(kubeconfig: Path) -> str:
    """Return why a cluster cannot be asked."""
    with pytest.raises(NoCluster) as refused:
        ask_cluster(connect(str(kubeconfig)))
    assert "\n" not in str(refused.value), "one sentence is one line"
    return str(refused.value)


def test_a_real_cluster_tells_who_it_is_and_what_it_has(plane: ControlPlane) -> None:
    found = ask_cluster(connect(str(plane.kubeconfig)))
    assert found.identity == plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    assert found.version == plane.objects.get("/version")["gitVersion"]
    nodes = {node.name: node for node in found.facts.nodes}
    gpu, cpu = nodes["gpu-1"], nodes["cpu-1"]
    assert (gpu.cpus, gpu.memory_bytes, gpu.gpus, gpu.gpu_model, gpu.zone) == (96, 2**40, 8, H100, "a")
    assert (cpu.cpus, cpu.memory_bytes, cpu.gpus, cpu.gpu_model, cpu.zone) == (32, 128 * 2**30, 0, None, "b")
    assert all(node.is_usable and not node.taints for node in nodes.values())
    assert found.missing_rights == frozenset(), "an administrator lacks nothing"


def test_the_api_server_is_found_with_the_port_of_each_of_its_addresses(plane: ControlPlane) -> None:
    answers = network.api_server(connect(str(plane.kubeconfig)))
    found = [place for place in answers if isinstance(place, Addresses)]
    ports = {cidr: [port.number for port in place.ports] for place in found for cidr in place.cidrs}
    assert ports == {f"{SERVICES[1]}/32": [443], f"{API_SERVER}/32": [API_SERVER_PORT]}, (
        "its service's own, and that of the machine"
    )


def test_the_dns_is_found_with_the_ports_that_its_pods_listen_on(plane: ControlPlane) -> None:
    access, labels = connect(str(plane.kubeconfig)), {"app": "real-dns"}
    usual = ask_cluster(access).dns
    assert [place.namespace for place in usual if isinstance(place, Pods)] == ["kube-system"]
    ports = [{"name": "dns", "protocol": "UDP", "port": 53, "targetPort": "named"}]
    service = {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "dns", "namespace": "default"},
        "spec": {"selector": labels, "ports": ports},
    }  # fmt: skip
    plane.objects.apply(service)
    with pytest.raises(NoCluster, match="leads to a port named named, and no pod is there"):
        ask_cluster(access, "default/dns")
    container = {
        "name": "it", "image": "dns", "ports": [{"name": "named", "protocol": "UDP", "containerPort": 5353}]
    }  # fmt: skip
    pod = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "dns", "namespace": "default", "labels": labels},
        "spec": {"containers": [container]},
    }  # fmt: skip
    plane.objects.apply(pod)
    slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name=dns"
    plane.wait(
        lambda: any(each.get("endpoints") for each in plane.objects.get(slices)["items"]), "its endpoints"
    )
    (pods,) = [place for place in ask_cluster(access, "default/dns").dns if isinstance(place, Pods)]
    assert (pods.labels, [port.number for port in pods.ports]) == (labels, [5353]), (
        "the number is the pods' own, and only the endpoints tell it"
    )
    for path in ("services/dns", "pods/dns"):
        plane.objects.remove(f"/api/v1/namespaces/default/{path}")


def test_what_pods_ask_of_a_node_is_counted_until_they_end(plane: ControlPlane) -> None:
    amounts = {"cpu": "500m", "memory": "1Gi", "nvidia.com/gpu": "2"}
    container = {"name": "it", "image": "agent", "resources": {"requests": amounts, "limits": amounts}}
    pod = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "agent", "namespace": "default"},
        "spec": {"nodeName": "gpu-2", "containers": [container]},
    }  # fmt: skip
    waiting = {**pod, "metadata": {"name": "waits", "namespace": "default"},
               "spec": {"nodeSelector": {"no": "node"}, "containers": [container]}}  # fmt: skip
    try:
        for each in (pod, waiting):
            plane.objects.apply(each)
        nodes = {node.name: node for node in ask_cluster(connect(str(plane.kubeconfig))).facts.nodes}
        asked = Requests(cpus=Fraction(1, 2), memory_bytes=2**30, devices={"nvidia.com/gpu": 2})
        assert nodes["gpu-2"].taken_by_others(None) == asked, "the real server takes the selector of fields"
        assert not any(node.taken for name, node in nodes.items() if name != "gpu-2"), (
            "what waits has no node"
        )
    finally:
        for name in ("agent", "waits"):
            plane.objects.remove(f"/api/v1/namespaces/default/pods/{name}")


def test_the_small_example_fits_the_cluster_that_its_first_line_names(plane: ControlPlane) -> None:
    found = ask_cluster(connect(str(plane.kubeconfig)))
    pools = [pool for cluster in resolve(load_plan(EXAMPLE), found.facts).clusters for pool in cluster.pools]
    assert sum(len(pool.inventory) for pool in pools) == 6, "each node is in a pool"


def test_nodes_that_are_cordoned_or_tainted_are_seen(plane: ControlPlane) -> None:
    taint = {"key": "dedicated", "value": "batch", "effect": "NoSchedule"}
    plane.objects.patch("/api/v1/nodes/cpu-1", {"spec": {"unschedulable": True}})
    plane.objects.patch("/api/v1/nodes/cpu-2", {"spec": {"taints": [taint]}})
    try:
        nodes = {node.name: node for node in ask_cluster(connect(str(plane.kubeconfig))).facts.nodes}
    finally:
        plane.objects.patch("/api/v1/nodes/cpu-1", {"spec": {"unschedulable": None}})
        plane.objects.patch("/api/v1/nodes/cpu-2", {"spec": {"taints": None}})
    assert not nodes["cpu-1"].is_usable and nodes["cpu-1"].taints == ()
    assert nodes["cpu-2"].taints == ("dedicated=batch:NoSchedule",)


def test_the_default_class_is_the_one_that_the_real_server_gives_a_claim(plane: ControlPlane) -> None:
    for name, key in (("old", "storageclass.beta.kubernetes.io"), ("fast", "storageclass.kubernetes.io")):
        annotations = {f"{key}/is-default-class": "true"}
        plane.objects.apply(
            {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": f"{name}.example.com",
             "metadata": {"name": name, "annotations": annotations}, "volumeBindingMode": "WaitForFirstConsumer"}
        )  # fmt: skip
    claim = {
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "asks", "namespace": "default"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }  # fmt: skip
    given = plane.objects.apply(claim)["spec"]["storageClassName"]
    found = ask_cluster(connect(str(plane.kubeconfig))).storage
    plane.objects.remove("/api/v1/namespaces/default/persistentvolumeclaims/asks")
    assert found is not None and found.name == given, "of several defaults the server takes one, and so do we"


def test_who_may_not_even_look_is_told_so_at_once(plane: ControlPlane, tmp_path: Path) -> None:
    told = sentence(restricted_kubeconfig(plane, tmp_path, "blind", READS[2:]))
    assert told.startswith(
        "the credential of context control-plane may not: list namespaces, list nodes, list persistentvolumeclaims, "
        "list persistentvolumes, list pods, get/list services, without which"
    )
    assert "; ask the cluster's owner for the rights" in told


def test_acting_as_another_user_is_judged_by_the_rights_of_that_one(
    plane: ControlPlane, tmp_path: Path
) -> None:
    path = changed_kubeconfig(plane, tmp_path / "kubeconfig", user={"as": "nobody", "as-groups": ["nothing"]})
    told = sentence(path)
    assert "may not: " in told and "list namespaces, list nodes" in told, (
        "the administrator's own rights do not count"
    )


@pytest.mark.parametrize("token", ["wrong", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"])
def test_a_token_that_is_not_accepted_is_told_as_expired(
    plane: ControlPlane, tmp_path: Path, token: str
) -> None:
    told = sentence(kubeconfig_of(plane, tmp_path / "kubeconfig", token))
    assert (
        "does not accept the credential in the kubeconfig: it has expired, was revoked or is not known"
        in told
    )
    assert token not in told, "a credential is never told"


def test_a_token_whose_account_is_gone_is_not_accepted(plane: ControlPlane, tmp_path: Path) -> None:
    path = restricted_kubeconfig(plane, tmp_path, "gone", READS)
    plane.objects.remove("/api/v1/namespaces/default/serviceaccounts/gone")
    plane.wait(
        lambda: plane.objects.find("/api/v1/namespaces/default/serviceaccounts/gone") is None, "it to be gone"
    )
    assert "does not accept the credential" in sentence(path)


def test_the_name_in_the_server_s_certificate_may_be_told_by_the_kubeconfig(
    plane: ControlPlane, tmp_path: Path
) -> None:
    right = changed_kubeconfig(plane, tmp_path / "right", cluster={"tls-server-name": "kubernetes"})
    assert ask_cluster(connect(str(right))).identity, (
        "a tunnel leads to another address than the certificate's"
    )
    wrong = changed_kubeconfig(plane, tmp_path / "wrong", cluster={"tls-server-name": "other.example.com"})
    assert "certificate" in sentence(wrong), "and is held to it"


def test_a_server_whose_certificate_nobody_vouches_for_is_not_asked(
    plane: ControlPlane, tmp_path: Path
) -> None:
    path = changed_kubeconfig(plane, tmp_path / "kubeconfig")
    path.write_text(
        path.read_text(encoding="utf-8").replace("certificate-authority-data", "extensions-of-nobody")
    )
    assert "certificate verify failed" in sentence(path), "the credential is shown to no stranger"


def test_a_cluster_that_is_not_there_is_told_with_its_address(plane: ControlPlane, tmp_path: Path) -> None:
    path = changed_kubeconfig(plane, tmp_path / "kubeconfig", cluster={"server": "https://127.0.0.1:9"})
    assert "does not answer at https://127.0.0.1:9 (" in sentence(path)
