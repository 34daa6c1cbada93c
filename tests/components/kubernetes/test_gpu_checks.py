"""What a cluster's own GPU software does is left to it: nothing is installed over it, and nothing asked that it is not
told to do.
"""

from typing import Any

import pytest

from components.kubernetes.checks import cluster_errors, notes
from components.kubernetes.gpu_checks import brought, divides, driver_errors, driver_note, is_divided
from components.kubernetes.gpu_software import GpuSoftware
from components.kubernetes.pools import node_labels
from components.kubernetes.services import services_of
from components.topology import gpu_support
from components.topology.gpu_profiles import profile_of
from components.topology.model import Topology
from tests.components.kubernetes.clusters import MADE_BY, OURS, gathered, running, topology
from tests.components.topology.cluster_nodes import cluster, cluster_of, gpu_node, node
from tests.components.topology.plans import pool

BARE = cluster_of(node("cpu-1"), node("gpu-1"), node("gpu-2"))
PLUGIN = GpuSoftware(plugins=("kube-system/nvidia-device-plugin",))
OUR_PLUGIN = GpuSoftware(plugins=("gpu-operator/nvidia-device-plugin-daemonset",))
KINDS = {"clusterpolicies.nvidia.com": {"helm": "theirs"}}
PROFILE = profile_of("mig-1g.10gb", "H100")


def found(**changed: Any) -> frozenset[str]:
    """Return what our GPU operator has to leave alone."""
    return brought(gathered(**changed), MADE_BY)


def test_a_cluster_without_gpus_to_show_brings_nothing() -> None:
    assert found(facts=BARE) == frozenset(), "bare servers: the operator brings the driver too"


def test_nodes_that_offer_gpus_have_all_that_this_takes() -> None:
    assert found() == {"driver", "toolkit", "device-plugin"}, "a second toolkit loses nodes"


def test_a_device_plugin_that_found_no_gpu_yet_is_left_the_only_one() -> None:
    assert "device-plugin" in found(facts=BARE, gpu_software=PLUGIN)


def test_what_our_own_operator_brought_is_not_taken_for_the_nodes_own() -> None:
    ours = {"gpu_software": OUR_PLUGIN, "namespaces": {"gpu-operator": OURS}}
    assert found(**ours) == frozenset(), "the second `up` would take away what the first one made"
    both = {**ours, "gpu_software": GpuSoftware(plugins=OUR_PLUGIN.plugins + PLUGIN.plugins)}
    assert "device-plugin" in found(**both), "of two the other one stays"
    held_back = {"gpu_software": GpuSoftware(), "namespaces": {"gpu-operator": OURS}}
    assert "driver" in found(**held_back), "ours runs without a plugin, so the GPUs are from elsewhere"


def test_a_search_for_features_that_is_there_is_the_only_one() -> None:
    assert found(facts=BARE, gpu_software=GpuSoftware(features=("nfd/nfd-worker",))) == {
        "node-feature-discovery"
    }
    ours = {
        "gpu_software": GpuSoftware(features=("gpu-operator/worker",)),
        "namespaces": {"gpu-operator": OURS},
    }
    assert found(facts=BARE, **ours) == frozenset()


def test_who_brings_the_operator_beside_a_plugin_is_told_and_may_say_no() -> None:
    (note,) = [each for each in notes(topology(), gathered(gpu_software=PLUGIN)) if "metrics alone" in each]
    assert note.startswith("the cluster's nodes offer GPUs already (kube-system/nvidia-device-plugin), so")
    assert note.endswith("`pulumi config set groundplan:operators-elsewhere gpu-operator`")
    left_out = gathered(elsewhere=frozenset({"gpu-operator"}))
    assert services_of(left_out, MADE_BY) == {"gpu-operator"}, "none of its kinds is there"
    assert not any("metrics alone" in each for each in notes(topology(), left_out))
    assert not any("metrics alone" in each for each in notes(topology(), gathered(facts=BARE)))


def divided(word: str = PROFILE.word) -> Topology:
    """Return the small plan with divided GPUs."""
    asked = {**pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100"), "gpu_profile": word}
    return topology(clusters=[cluster(pool("head"), asked)])


def sentences(plan: Topology, **changed: Any) -> list[str]:
    """Return why a plan with divided GPUs cannot be on a cluster."""
    inventory = gathered(**changed)
    return [str(error) for error in cluster_errors(plan, inventory, services_of(inventory, MADE_BY))]


@pytest.mark.parametrize(
    ("changed", "whose"),
    [
        (
            {"kinds": KINDS, "operators": running("gpu-operator")},
            "gpu-operator gpu-operator-system/gpu-operator",
        ),
        ({"elsewhere": frozenset({"gpu-operator"})}, "gpu-operator"),
        ({"gpu_software": PLUGIN}, "device plugin (kube-system/nvidia-device-plugin)"),
        ({}, "device plugin (without a DaemonSet that tells by whom)"),
    ],
)
def test_a_division_that_others_would_have_to_make_is_refused(changed: dict[str, Any], whose: str) -> None:
    (sentence,) = sentences(divided(), **changed)
    assert sentence == (
        "clusters[train].pools[gpu].gpu_profile: the plan divides each H100 by mig-1g.10gb; the cluster's own "
        f"{whose} divides its GPUs, and gpu-1, gpu-2 show no 7 nvidia.com/mig-1g.10gb for each; have the cluster's "
        "owner divide them so first, or remove gpu_profile"
    )


def test_a_division_that_is_there_already_is_used_and_not_labelled() -> None:
    parts = {PROFILE.resource: 56}
    facts = cluster_of(node("cpu-1"), gpu_node("gpu-1", gpu_parts=parts), gpu_node("gpu-2", gpu_parts=parts))
    inventory = gathered(facts=facts, kinds=KINDS, operators=running("gpu-operator"))
    assert sentences(divided(), facts=facts, kinds=KINDS, operators=running("gpu-operator")) == []
    assert not divides(inventory, MADE_BY)
    of_plan = divided().clusters[0].pools[0]
    labels = node_labels(of_plan, of_plan.inventory[0], MADE_BY, divides=False)
    assert not any(key.startswith("nvidia.com/") for key in labels), (
        "the name is ours, and not their configuration's"
    )


def test_where_our_operator_divides_the_nodes_are_labelled() -> None:
    assert divides(gathered(facts=BARE), MADE_BY)
    assert sentences(divided(), facts=BARE) == []
    of_plan = divided().clusters[0].pools[0]
    assert node_labels(of_plan, of_plan.inventory[0], MADE_BY)["nvidia.com/mig.config"] == PROFILE.word


@pytest.mark.parametrize(
    ("word", "parts", "gpus", "is_so"),
    [
        ("mig-1g.10gb", 56, 8, True),
        ("mig-1g.10gb", 56, 0, True),
        ("mig-1g.10gb", 16, 8, False),
        ("mig-1g.10gb", 50, 0, False),
        ("shared-4", 32, 8, True),
        ("shared-4", 64, 8, False),
        ("shared-4", 0, 8, False),
    ],
)
def test_gpus_are_divided_as_asked_where_each_gives_so_many_parts(
    word: str, parts: int, gpus: int, is_so: bool
) -> None:
    profile = profile_of(word, "H100")
    shown = gpu_node("gpu-1", gpus=gpus, gpu_parts={profile.resource: parts} if parts else {})
    assert is_divided(shown, profile) == is_so, "twice the shares of a card are another division"


def test_the_driver_that_our_operator_installs_is_held_against_the_image(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare, plan = gathered(facts=BARE), topology()
    assert driver_note(plan, bare) is None, "`up` installs it, so it is known"
    assert not list(driver_errors(plan, bare))
    monkeypatch.setattr(gpu_support, "operator_driver", lambda: 535)
    assert [str(error) for error in cluster_errors(plan, bare, services_of(bare, MADE_BY))] == [
        "clusters[train].pools[gpu].machine: the GPUs of pool gpu have driver 535, and the image has CUDA 13.2; "
        "CUDA 13.2 on H100 needs driver 580 or newer; install a newer driver, or build the image with CUDA 12 and "
        "write that as runtime.cuda; where the image has NVIDIA's cuda-compat, write the oldest driver that it runs on "
        "as runtime.driver"
    ]


def test_a_driver_that_nobody_tells_is_told_and_hinders_nothing() -> None:
    facts = cluster_of(node("cpu-1"), gpu_node("gpu-1", gpu_driver=None), gpu_node("gpu-2", gpu_driver=None))
    told, plan = gathered(facts=facts), topology()
    assert driver_note(plan, told) == (
        "no label tells the driver of the nodes of train/gpu, and CUDA 13.2 needs 580 or newer; see `nvidia-smi` "
        "there, or let GPU feature discovery label them"
    )
    assert driver_note(plan, told) in notes(plan, told) and not list(driver_errors(plan, told))
    assert driver_note(plan, gathered()) is None, "the labels tell it"
