"""Software for GPUs that a cluster runs without an operator is recognised, and by nothing that stands beside it."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.kubernetes.gpu_software import SEARCH, GpuSoftware, added, gpu_software, reaches_all
from components.kubernetes.operators import Operator
from components.topology.facts import Requests

KUBELET = "/var/lib/kubelet/device-plugins"
NAME = "app.kubernetes.io/name"


def daemonset(
    image: str = "registry.example.com/other:1",
    labels: Mapping[str, str] | None = None,
    *,
    folder: str | None = KUBELET,
    pods: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a DaemonSet as the API server has it, with a folder of the machine."""
    volumes = [{"name": "it", "hostPath": {"path": folder}}] if folder else None
    spec = {"containers": [{"image": image}], "volumes": volumes}
    return {
        "metadata": {"name": "it", "namespace": "there", "labels": labels},
        "spec": {"template": {"metadata": {"labels": pods or {}}, "spec": spec}},
    }


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("nvcr.io/nvidia/k8s-device-plugin:v0.17.1", KUBELET),
        ("mcr.microsoft.com/oss/v2/nvidia/k8s-device-plugin:v0.17.0", f"{KUBELET}/"),
        ("rancher/mirrored-nvidia-k8s-device-plugin@sha256:00", f"/var/snap/microk8s/common{KUBELET}"),
        ("gke.gcr.io/nvidia-gpu-device-plugin@sha256:00", KUBELET),
    ],
)  # fmt: skip
def test_a_device_plugin_is_told_by_its_image_wherever_the_kubelet_has_its_folder(
    image: str, folder: str
) -> None:
    assert gpu_software([daemonset(image, folder=folder)]).plugins == ("there/it",)


@pytest.mark.parametrize(
    "labels",
    [
        {NAME: "nvidia-device-plugin", "helm.sh/chart": "nvidia-device-plugin-0.17.1"},
        {"name": "nvidia-device-plugin-ds"},
        {"app": "nvidia-device-plugin-daemonset"},
        {"k8s-app": "nvidia-gpu-device-plugin", "addonmanager.kubernetes.io/mode": "Reconcile"},
    ],
)
def test_a_device_plugin_of_a_mirror_is_told_by_the_labels_of_its_manifests(labels: dict[str, str]) -> None:
    assert gpu_software([daemonset(labels=labels)]).plugins == ("there/it",)
    assert gpu_software([daemonset(pods=labels)]).plugins == ("there/it",), "those of its pods as well"


@pytest.mark.parametrize(
    ("image", "labels", "folder"),
    [
        ("nvcr.io/nvidia/k8s-device-plugin:v0.17.1", {NAME: "gpu-feature-discovery"}, "/sys"),
        ("nvcr.io/nvidia/k8s-device-plugin:v0.17.1", {NAME: "nvidia-device-plugin"}, None),
        ("docker.io/rocm/k8s-device-plugin-labeller:1", {}, None),
        ("intel/intel-gpu-plugin:0.32.0", {"app": "intel-gpu-plugin"}, KUBELET),
        ("602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/aws-efa-k8s-device-plugin:v1", {}, "/dev"),
    ],
)
def test_what_stands_beside_a_device_plugin_or_offers_something_else_is_none(
    image: str, labels: dict[str, str], folder: str | None
) -> None:
    assert gpu_software([daemonset(image, labels, folder=folder)]) == GpuSoftware(), "it offers no NVIDIA GPU"


@pytest.mark.parametrize(
    ("image", "labels"),
    [
        ("registry.k8s.io/nfd/node-feature-discovery:v0.18.3", {}),
        ("registry.example.com/nfd:1", {NAME: "node-feature-discovery"}),
    ],
)
def test_who_looks_for_features_is_told(image: str, labels: dict[str, str]) -> None:
    assert gpu_software([daemonset(image, labels, folder=None)]).features == ("there/it",)


def test_a_search_for_features_comes_to_every_node_unless_the_cluster_has_it_or_its_operator() -> None:
    ours = {"gpu-operator": {"groundplan-stack": "team-ada"}}
    assert added(GpuSoftware(), {}, {}) == SEARCH
    assert added(GpuSoftware(features=("gpu-operator/worker",)), {}, ours) == SEARCH, (
        "our own runs on new nodes as well"
    )
    assert added(GpuSoftware(features=("nfd/worker",)), {}, ours) == Requests(), (
        "it is counted among others' pods"
    )
    operator = Operator(place="theirs/gpu-operator", is_available=True)
    assert added(GpuSoftware(), {"gpu-operator": (operator,)}, ours) == Requests(), (
        "`up` brings none beside it"
    )


def test_no_search_for_features_comes_where_the_stack_says_that_no_operator_is_wanted() -> None:
    assert added(GpuSoftware(), {}, {}, {"gpu-operator"}) == Requests(), "a plan that fits would be refused"
    assert added(GpuSoftware(), {}, {}, {"kuberay"}) == SEARCH


def test_an_operator_finds_the_gpus_of_every_node_where_every_plugin_is_its_own() -> None:
    there = {"gpu-operator": (Operator(place="nvidia/gpu-operator", is_available=True),)}
    own, other = "nvidia/nvidia-device-plugin-daemonset", "kube-system/nvidia-device-plugin"
    assert reaches_all(GpuSoftware(plugins=(own,)), there) == "nvidia/gpu-operator"
    assert reaches_all(GpuSoftware(plugins=(other, own)), there) is None, (
        "of two each takes the other's place"
    )
    assert reaches_all(GpuSoftware(plugins=(other,)), there) is None, "it is there for metrics alone"
    assert reaches_all(GpuSoftware(), there) is None, "something else than a DaemonSet may offer GPUs"
    assert reaches_all(GpuSoftware(plugins=(own,)), {}) is None
