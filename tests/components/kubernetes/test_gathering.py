"""What a cluster is, asked once: who it is, what it has, and which rights are missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import Addresses, Pods
from components.kubernetes.access import Access, NoCluster
from components.kubernetes.endpoints import DNS_PORTS
from components.kubernetes.gathering import (
    ask_cluster,
    default_storage,
)
from components.kubernetes.gpu_software import SEARCH
from components.kubernetes.operators import Operator
from components.topology.facts import Requests
from tests.components.kubernetes.networks import KUBE_DNS, PODS, put, service, slice_of, tcp
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
CLASSES = "/apis/storage.k8s.io/v1/storageclasses"
MARK = "storageclass.kubernetes.io/is-default-class"
BETA = "storageclass.beta.kubernetes.io/is-default-class"


def storage_class(name: str, made: str = "2026-01-01T00:00:00Z", **annotations: str) -> dict[str, Any]:
    """Return a storage class as the API server has it."""
    metadata = {"name": name, "annotations": annotations, "creationTimestamp": made}
    return {"metadata": metadata, "provisioner": f"{name}.csi.example.com"}


def a_small_cluster(simulated: SimulatedApiServer) -> None:
    """Give the simulated API server what every cluster has."""
    simulated.add("/version", {"gitVersion": "v1.33.2-eks-7f9249a", "major": "1", "minor": "33+"})
    simulated.add("/api/v1/namespaces/kube-system", {"metadata": {"uid": "the-cluster"}})
    simulated.add("/api/v1/namespaces/atlas-train", {"metadata": {"uid": "u", "labels": {"team": "ml"}}})
    simulated.add(
        "/api/v1/nodes/gpu-1",
        {"metadata": {"labels": {"a": "b"}}, "status": {"allocatable": {"cpu": "8", "memory": "16Gi"}}},
    )
    simulated.add("/api/v1/nodes/cpu-1", {})
    put(
        simulated,
        service("default", "kubernetes", "10.96.0.1", tcp("https", 443, 6443), selector=None),
        slice_of("192.0.2.10", https=("TCP", 6443)),
    )
    put(simulated, KUBE_DNS)


def test_everything_is_asked_once(simulated: SimulatedApiServer, access: Access) -> None:
    a_small_cluster(simulated)
    simulated.add(f"{CRDS}/rayclusters.ray.io", {"metadata": {"labels": {"app": "kuberay"}}})
    simulated.add(f"{CLASSES}/standard", storage_class("standard", **{MARK: "true"}))
    found = ask_cluster(access)
    assert (found.identity, found.version) == ("the-cluster", "v1.33.2-eks-7f9249a")
    assert [node.name for node in found.facts.nodes] == ["cpu-1", "gpu-1"], "sorted: order means nothing"
    assert found.node_labels == {"cpu-1": {}, "gpu-1": {"a": "b"}}
    assert found.kinds == {"rayclusters.ray.io": {"app": "kuberay"}}
    assert found.namespaces == {"atlas-train": {"team": "ml"}, "kube-system": {}}
    assert found.storage is not None and found.storage.driver == "standard.csi.example.com"
    ways = [place.cidrs for place in found.api_server if isinstance(place, Addresses)]
    assert ways == [("10.96.0.1/32",), ("192.0.2.10/32",)]
    assert [place.labels for place in found.dns if isinstance(place, Pods)] == [PODS]
    assert found.missing_rights == frozenset()
    lists = [each for each in simulated.asked if each.path == CRDS and "fieldSelector" not in each.query]
    assert all("PartialObjectMetadataList" in dict(asked.headers)["Accept"] for asked in lists), (
        "megabytes otherwise"
    )
    assert all(asked.method == "GET" or "selfsubject" in asked.path for asked in simulated.asked), (
        "nothing is changed"
    )


def test_software_for_gpus_is_found_in_every_namespace(simulated: SimulatedApiServer, access: Access) -> None:
    a_small_cluster(simulated)
    folder = [{"name": "it", "hostPath": {"path": "/var/lib/kubelet/device-plugins"}}]
    pod = {"containers": [{"image": "nvcr.io/nvidia/k8s-device-plugin:v0.17.1"}], "volumes": folder}
    simulated.add(
        "/apis/apps/v1/namespaces/gpus/daemonsets/nvdp",
        {"metadata": {"namespace": "gpus"}, "spec": {"template": {"spec": pod}}},
    )
    found = ask_cluster(access)
    assert (found.gpu_software.plugins, found.facts.gpu_operator) == (("gpus/nvdp",), None)
    simulated.add(
        "/apis/apps/v1/namespaces/gpus/deployments/gpu-operator",
        {
            "metadata": {"namespace": "gpus", "labels": {"app": "gpu-operator"}},
            "spec": {"template": {"spec": {"containers": []}}},
        },
    )
    assert ask_cluster(access).facts.gpu_operator == "gpus/gpu-operator", "the plugin beside it is its own"


def test_a_cluster_with_nothing_of_its_own_has_none(simulated: SimulatedApiServer, access: Access) -> None:
    a_small_cluster(simulated)
    found = ask_cluster(access)
    assert (found.kinds, found.storage) == ({}, None), "empty lists come as null"


def test_what_the_stack_says_of_the_dns_counts(simulated: SimulatedApiServer, access: Access) -> None:
    a_small_cluster(simulated)
    assert [place.ports for place in ask_cluster(access, "192.0.2.53").dns] == [DNS_PORTS]


def test_rights_that_up_needs_are_gathered_for_the_checks(
    simulated: SimulatedApiServer, access: Access
) -> None:
    a_small_cluster(simulated)
    assert ask_cluster(access).missing_rights == frozenset()
    simulated.denied = {"patch nodes", "create customresourcedefinitions.apiextensions.k8s.io"}
    assert ask_cluster(access).missing_rights == {
        ("patch", "", "nodes"),
        ("create", "apiextensions.k8s.io", "customresourcedefinitions"),
    }, "which of them a plan needs is not known yet"


def test_without_the_rights_to_ask_all_missing_ones_are_told_at_once(
    simulated: SimulatedApiServer, access: Access
) -> None:
    a_small_cluster(simulated)
    simulated.denied = {
        "list nodes",
        "create secrets",
        "delete secrets",
        "create clusterqueues.kueue.x-k8s.io",
    }
    with pytest.raises(NoCluster) as refused:
        ask_cluster(access)
    assert str(refused.value) == (
        "the credential of context here may not: list nodes, without which nothing can be decided, and of what `up` "
        "needs: create/delete secrets; ask the cluster's owner for the rights (docs/how-to/use-a-kubernetes-cluster.md "
        "has the role)"
    ), "not one refusal after the other, and nothing that not every plan needs"


@pytest.mark.parametrize(
    ("classes", "name"),
    [
        ([], None),
        ([storage_class("a"), storage_class("b", **{MARK: "false"})], None),
        ([storage_class("a"), storage_class("b", **{MARK: "true"})], "b"),
        ([storage_class("a", **{BETA: "true"})], "a"),
        (
            [
                storage_class("a", "2026-01-02T00:00:00Z", **{MARK: "true"}),
                storage_class("b", **{MARK: "true"}),
            ],
            "a",
        ),
        ([storage_class("b", **{MARK: "true"}), storage_class("a", **{BETA: "true"})], "a"),
        ([{"metadata": {"name": "a", "annotations": None}, "provisioner": "p"}], None),
    ],
)
def test_the_default_class_is_the_one_that_the_api_server_takes(
    classes: list[dict[str, Any]], name: str | None
) -> None:
    found = default_storage(classes)
    assert (found and found.name) == name, "the newest of several, and the first name of equally new ones"


@given(
    st.permutations(
        [storage_class(name, made, **{MARK: "true"}) for name in "abc" for made in ("2026", "2025")]
    )
)
def test_the_default_class_does_not_depend_on_the_order_of_the_list(classes: list[dict[str, Any]]) -> None:
    found = default_storage(classes)
    assert found is not None and found.name == "a"


def test_operators_and_what_the_stack_says_of_them_are_gathered(
    simulated: SimulatedApiServer, access: Access
) -> None:
    a_small_cluster(simulated)
    assert (ask_cluster(access).operators, ask_cluster(access).elsewhere) == ({}, frozenset())
    labels = {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}
    simulated.add(
        "/apis/apps/v1/namespaces/kueue-system/deployments/kueue",
        {"metadata": {"namespace": "kueue-system", "labels": labels}, "spec": {"template": {"spec": {}}},
         "status": {"availableReplicas": 1}},
    )  # fmt: skip
    found = ask_cluster(access, elsewhere="kuberay, prometheus,")
    assert found.operators == {"kueue": (Operator(place="kueue-system/kueue", is_available=True),)}
    assert found.elsewhere == {"kuberay", "prometheus"}
    assert found.facts.added == SEARCH
    unwanted = ask_cluster(access, elsewhere="gpu-operator")
    assert unwanted.facts.added == Requests(), "a node loses nothing to an operator that is not wanted"
