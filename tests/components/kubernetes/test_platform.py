"""The target asks the cluster that the stack names, refuses what it cannot be, and hands it over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.contract import Addresses, KubernetesPlatform
from components.kubernetes import platform
from components.kubernetes.endpoints import DNS_PORTS
from components.topology.errors import TopologyErrors
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered, record
from tests.components.kubernetes.clusters import OURS, gathered, running, topology
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer
from tests.components.kubernetes.test_gathering import a_small_cluster
from tests.components.topology.cluster_nodes import cluster, cluster_of, gpu_node, node
from tests.components.topology.plans import pool


@pytest.fixture(autouse=True)
def configuration() -> Iterator[dict[str, str]]:
    """Give the stack a configuration of its own, and none to the tests after it."""
    set_all_config({})
    yield {}
    set_all_config({})


def provisioned(**changed: Any) -> KubernetesPlatform:
    """Return the platform of the small plan."""
    return platform.provision(topology(), gathered(**changed), "k8s")


def members_of(**changed: Any) -> dict[str, Registered]:
    """Return what the platform makes in the cluster for the small plan."""

    def program() -> list[pulumi.Output[str]]:
        made = platform.provision(topology(**changed), gathered(), "k8s").inside(pulumi.ResourceOptions())
        return [each.urn for each in made]

    found, _ = record(program)
    return found


def test_the_cluster_is_the_one_that_the_stack_names(
    simulated: SimulatedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_small_cluster(simulated)
    monkeypatch.setenv("KUBECONFIG", "/nowhere")
    set_all_config(
        {"groundplan:kubeconfig": str(simulated.kubeconfig(tmp_path)), "groundplan:context": "here"}
    )
    assert platform.gather("k8s").identity == "the-cluster"


def test_without_a_name_it_is_the_one_that_kubectl_would_use(
    simulated: SimulatedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_small_cluster(simulated)
    monkeypatch.setenv("KUBECONFIG", str(simulated.kubeconfig(tmp_path)))
    assert platform.gather("k8s").access.context == "here"


def test_a_dns_that_the_stack_names_is_the_one(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    a_small_cluster(simulated)
    named = {"groundplan:kubeconfig": str(simulated.kubeconfig(tmp_path)), "groundplan:dns": "192.0.2.53"}
    set_all_config(named)
    assert platform.gather("k8s").dns == (Addresses(cidrs=("192.0.2.53/32",), ports=DNS_PORTS),)
    set_all_config({**named, "groundplan:dns": "dns"})
    with pytest.raises(pulumi.RunError, match=r'groundplan:dns is "dns", and'):
        platform.gather("k8s")


def test_a_cluster_that_cannot_be_asked_ends_the_program_with_its_sentence() -> None:
    set_all_config({"groundplan:kubeconfig": "/nowhere"})
    with pytest.raises(pulumi.RunError, match=r"there is no kubeconfig /nowhere; set KUBECONFIG"):
        platform.gather("k8s")


def test_an_old_cluster_is_refused_before_anything_is_made(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    a_small_cluster(simulated)
    simulated.add("/version", {"gitVersion": "v1.28.9"})
    set_all_config({"groundplan:kubeconfig": str(simulated.kubeconfig(tmp_path))})
    with pytest.raises(TopologyErrors, match=r"the cluster runs Kubernetes v1\.28\.9; 1\.30 or newer"):
        platform.provision(topology(), platform.gather("k8s"), "k8s")


def test_what_the_layers_above_need_is_handed_over() -> None:
    kinds = {"clusterqueues.kueue.x-k8s.io": {}, "localqueues.kueue.x-k8s.io": {},
             "resourceflavors.kueue.x-k8s.io": {}, "workloads.kueue.x-k8s.io": {}}  # fmt: skip

    def program() -> KubernetesPlatform:
        found.append(provisioned(kinds=kinds, operators=running("kueue")))
        return found[0]

    found: list[KubernetesPlatform] = []
    record(program)
    made = found[0]
    assert made.outputs() == {
        "kubernetes": {"identity": "the-cluster", "version": "v1.34.1", "present": ["kueue"]}
    }
    assert (made.api_server, made.dns) == (gathered().api_server, gathered().dns)
    assert made.storage is not None and made.storage.name == "ebs.csi.aws.com"
    assert made.own_class == "atlas-clusters", (
        "volumes that no store of the plan names have a class of the plan's"
    )
    assert set(made.placements) == {("train", "head"), ("train", "gpu")}


def test_the_kubeconfig_is_secret_all_the_way() -> None:
    class Holder(pulumi.CustomResource):
        def __init__(self, kubeconfig: pulumi.Output[str]) -> None:
            super().__init__("test:index:Holder", "holder", {"kubeconfig": kubeconfig})

    found, _ = record(lambda: Holder(provisioned().kubeconfig).urn)
    assert found["holder"].inputs == {"kubeconfig": SECRET_VALUE}
    assert found["holder"].secrets == {'"the whole kubeconfig"'}, "the state encrypts it"


def test_each_pool_s_nodes_are_one_resource_that_holds_no_secret() -> None:
    found = members_of()
    assert set(found) == {"nodes-train-head", "nodes-train-gpu"}
    inputs = found["nodes-train-gpu"].inputs
    assert set(inputs["nodes"]) == {"gpu-1", "gpu-2"} and inputs["taints"][0]["key"] == "nvidia.com/gpu"
    assert inputs["identity"] == "the-cluster" and "the whole kubeconfig" not in str(inputs), (
        "a credential that is renewed is none that a state should hold"
    )
    assert not found["nodes-train-gpu"].secrets


def test_the_nodes_of_a_pool_that_something_else_makes_are_left_as_they_are() -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/gpu", "selector": ["a=b"]}]
    assert set(members_of(inventory=inventory)) == {"nodes-train-head"}


def test_notes_are_told_and_hinder_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", told.append)
    record(lambda: provisioned(version="v1.99.0", elsewhere=frozenset({"gpu-operator"})).outputs())
    assert told == ["Kubernetes v1.99.0 is newer than what was tested (1.34)"]


def test_what_nodes_bring_for_gpus_is_handed_over() -> None:
    found: list[KubernetesPlatform] = []
    record(lambda: found.append(provisioned()))
    assert found[0].gpu_software == {"driver", "toolkit", "device-plugin"}, (
        "the nodes of the cluster offer GPUs"
    )


def test_a_division_of_gpus_that_others_make_is_not_asked_by_a_label() -> None:
    asked = {**pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100"), "gpu_profile": "mig-1g.10gb"}
    parts = {"nvidia.com/mig-1g.10gb": 56}
    nodes = (node("cpu-1"), *(gpu_node(name, gpu_parts=parts) for name in ("gpu-1", "gpu-2")))
    plan, there = topology(clusters=[cluster(pool("head"), asked)]), gathered(facts=cluster_of(*nodes))

    def program() -> list[pulumi.Output[str]]:
        return [each.urn for each in platform.members(plan, there, pulumi.ResourceOptions())]

    found, _ = record(program)
    keys = {key for labels in found["nodes-train-gpu"].inputs["nodes"].values() for key in labels}
    assert not any(key.startswith("nvidia.com/") for key in keys), "their configuration has no such name"


def test_a_second_up_takes_its_own_services_for_its_own() -> None:
    found: list[KubernetesPlatform] = []
    record(lambda: found.append(provisioned(kinds={"rayclusters.ray.io": OURS})))
    assert found[0].present == frozenset(), "else the second `up` would remove what the first one made"
