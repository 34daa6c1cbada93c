"""The runtime image is on a machine with GPUs before a pod can ask for one, and what brings it may do nothing else."""

from dataclasses import replace
from typing import Any

from components.containers import SECURITY
from components.contract import Placement
from components.services.gpu.component import GpuStack, GpuStackArgs
from components.services.gpu.early_images import early_images, most_pods
from components.services.isolation.quotas import quotas
from components.topology.labels import CLUSTER, NODE_TYPE
from tests.components.hosts.recording_engine import record
from tests.components.services.declared import plan, platform_of
from tests.components.services.isolation.topologies import IMAGE, cluster, named, pool, topology

TRAIN = cluster(
    "train",
    "training",
    pool("train"),
    pool("train", "gpu", maximum=3, gpus=8),
    pool("train", "spare", gpus=8),
)
SERVE = cluster("serve", "serving", pool("serve"))
MADE = plan(TRAIN, SERVE)
TOLERATED = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
PLATFORM = platform_of(MADE, pulls_images_early=True)


def declared(**changed: Any) -> list[dict[str, Any]]:
    return [
        dict(each)
        for each in early_images(MADE, platform_of(MADE, **{"pulls_images_early": True, **changed}))
    ]


def pod(**changed: Any) -> dict[str, Any]:
    (found,) = declared(**changed)
    return found["spec"]["template"]["spec"]


def test_the_image_comes_to_machines_with_gpus_of_every_pool_and_to_no_others() -> None:
    (found,) = declared()
    assert found["metadata"]["namespace"] == "atlas-train", "serving has no GPUs, and needs none of it"
    affinity = pod()["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    selected = [
        {each["key"]: each["values"] for each in term["matchExpressions"]}
        for term in affinity["nodeSelectorTerms"]
    ]
    wanted = [PLATFORM.placements["train", name].node_selector for name in ("gpu", "spare")]
    assert selected == [{key: [value] for key, value in one.items()} for one in wanted]


def test_it_tolerates_what_keeps_others_off_those_machines() -> None:
    places = {key: replace(place, tolerations=(TOLERATED,)) for key, place in PLATFORM.placements.items()}
    assert pod(placements=places)["tolerations"] == [TOLERATED], "once, though two pools have it"


def test_it_asks_for_no_gpu_and_is_shown_none() -> None:
    (container,) = pod()["containers"]
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}, (
        "it would wait for what the image is to be before"
    )
    assert container["env"] == [{"name": "NVIDIA_VISIBLE_DEVICES", "value": "void"}], (
        "an image with CUDA asks the runtime for all"
    )


def test_it_is_the_runtime_image_and_does_nothing() -> None:
    (container,) = pod()["containers"]
    assert (container["image"], container["command"]) == (IMAGE, ["/bin/sleep", "infinity"])
    assert container["securityContext"] == SECURITY and not {"volumes", "hostNetwork"} & set(pod())
    assert pod()["automountServiceAccountToken"] is False and "serviceAccountName" not in pod()


def test_no_way_of_the_network_is_open_to_it() -> None:
    (found,) = declared()
    labels = found["spec"]["template"]["metadata"]["labels"]
    assert not {CLUSTER, NODE_TYPE} & set(labels), "policies let in and out by these"


def test_it_takes_no_room_that_work_of_the_plan_wants() -> None:
    assert "priorityClassName" not in pod(), "without a class it is below every pod of the plan"
    assert pod()["terminationGracePeriodSeconds"] == 1


def test_another_image_comes_to_all_machines_at_once_and_nothing_waits_for_it() -> None:
    (found,) = declared()
    assert found["spec"]["updateStrategy"]["rollingUpdate"] == {"maxUnavailable": "100%"}
    assert found["metadata"]["annotations"]["pulumi.com/skipAwait"] == "true"


def test_the_quota_has_room_for_one_on_each_machine_and_its_successor() -> None:
    def hard(early: bool) -> dict[str, Any]:
        made = quotas(MADE, platform_of(MADE, pulls_images_early=early))
        return named(made, "ResourceQuota", "train")["spec"]["hard"]

    assert most_pods(TRAIN, PLATFORM) == 2 * (3 + 1)
    assert int(hard(True)["pods"]) - int(hard(False)["pods"]) == 8
    more = int(hard(True)["limits.memory"]) - int(hard(False)["limits.memory"])
    assert more == 8 * int(pod()["containers"][0]["resources"]["limits"]["memory"])


def test_nothing_is_pulled_early_where_images_are_streamed_or_machines_are_there_already() -> None:
    assert declared(pulls_images_early=False) == []
    assert most_pods(TRAIN, platform_of(MADE)) == 0, "and the quota stays as it was"


def test_a_plan_without_an_image_has_none_to_pull() -> None:
    assert early_images(topology([TRAIN], stores=(), image=None), PLATFORM) == ()


def test_machines_of_the_head_count_where_they_have_gpus() -> None:
    made = plan(cluster("train", "training", pool("train", gpus=8)))
    place = {("train", "head"): Placement(node_selector={"pool": "head"}, capacities=())}
    assert len(early_images(made, platform_of(made, pulls_images_early=True, placements=place))) == 1


def test_it_is_declared_also_where_the_cluster_has_a_gpu_operator_of_its_own() -> None:
    platform = platform_of(MADE, pulls_images_early=True, present=frozenset({"gpu-operator"}))

    def program() -> dict[str, Any]:
        GpuStack("gpu", GpuStackArgs(topology=MADE, platform=platform))
        return {}

    resources, _ = record(program)
    assert [name for name in resources if name.startswith("daemonset-")] == [
        "daemonset-atlas-train-early-images"
    ]
