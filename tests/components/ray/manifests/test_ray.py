"""What KubeRay, and through it Ray, is told of a cluster."""

import re
from pathlib import Path
from typing import Any

import pytest
from ray.autoscaler._private.kuberay import autoscaling_config

from components.plan.runtime import RAY
from components.ray.manifests.ray import ray_cluster_spec
from components.topology.runtime import Runtime
from tests.components.ray import plans_on_kubernetes as plans

LOCK = Path(__file__).resolve().parents[4] / "requirements/runtime.txt"
GIB = 2**30


def spec(**changed: Any) -> dict[str, Any]:
    return ray_cluster_spec(plans.setting(plans.train(**changed)), fault_tolerant=True)


def test_the_version_is_that_of_the_runtime_image() -> None:
    locked = re.search(r"^ray==([0-9.]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert locked and locked[1] == RAY == spec()["rayVersion"], "KubeRay would choose probes for another Ray"


def test_a_plan_may_say_which_ray_its_image_has() -> None:
    cluster = plans.train()
    asked = plans.setting(cluster, topology=plans.topology(cluster, runtime=Runtime(ray="2.58.0")))
    assert ray_cluster_spec(asked, fault_tolerant=True)["rayVersion"] == "2.58.0"


def test_rays_autoscaler_reads_the_nodes_as_the_plan_has_them() -> None:
    found = autoscaling_config._generate_available_node_types_from_ray_cr_spec(spec())
    head, gpu, data = found["headgroup"], found["gpu"], found["data"]
    assert head["resources"]["CPU"] == 0, "work on the head could take the whole cluster down"
    assert (gpu["min_workers"], gpu["max_workers"], gpu["resources"]["GPU"]) == (2, 2, 8)
    assert (data["min_workers"], data["max_workers"], data["idle_timeout_s"]) == (1, 3, 600.0)
    assert gpu["resources"]["pool:gpu"] == 1, "work could not ask for its pool"
    assert gpu["labels"]["groundplan-pool"] == "gpu"
    assert data["resources"]["GPU"] == 0, "a pool without GPUs offers none"


def test_the_memory_that_work_may_ask_for_leaves_out_the_object_store() -> None:
    (data, _gpu) = spec()["workerGroupSpecs"]
    parameters = data["rayStartParams"]
    limit = int(data["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"])
    assert int(parameters["memory"]) + int(parameters["object-store-memory"]) == limit
    (shared,) = [one for one in data["template"]["spec"]["volumes"] if one["name"] == "shared-mem"]
    assert int(shared["emptyDir"]["sizeLimit"]) >= int(parameters["object-store-memory"]), (
        "Ray would use the disk"
    )


def test_a_lone_head_works_itself() -> None:
    alone = plans.cluster("train", "training", plans.pool("train", "head"))
    found = ray_cluster_spec(plans.setting(alone), fault_tolerant=True)
    assert found["headGroupSpec"]["rayStartParams"]["num-cpus"] == "8"
    assert found["enableInTreeAutoscaling"] is False
    assert "autoscalerOptions" not in found


def test_the_autoscaler_is_the_second_one_and_owns_the_replicas_of_ranges() -> None:
    found = spec(idle_node_s=120)
    assert found["autoscalerOptions"]["version"] == "v2"
    assert found["autoscalerOptions"]["idleTimeoutSeconds"] == 120
    groups = {group["groupName"]: group for group in found["workerGroupSpecs"]}
    assert "replicas" not in groups["data"], "every up would undo what the autoscaler did"
    assert groups["gpu"]["replicas"] == 2
    assert groups["data"]["idleTimeoutSeconds"] == 120
    assert "idleTimeoutSeconds" not in groups["gpu"], "nodes of a fixed pool stay"


def test_a_queue_counts_the_nodes_that_a_range_starts_with() -> None:
    groups = {group["groupName"]: group for group in spec(queue="research")["workerGroupSpecs"]}
    assert groups["data"]["replicas"] == 1, "Kueue would admit a cluster that is larger than what it counted"


def test_a_name_that_ends_in_gpu_makes_no_gpus() -> None:
    pools = (plans.pool("train", "head"), plans.pool("train", "no-gpu"))
    found = ray_cluster_spec(plans.setting(plans.cluster("train", "training", *pools)), fault_tolerant=True)
    (group,) = found["workerGroupSpecs"]
    assert group["rayStartParams"]["num-gpus"] == "0"
    assert "resources" not in group, "KubeRay takes pool:no-gpu there for GPUs"


def test_a_divided_gpu_counts_as_its_parts() -> None:
    profile = plans.GpuProfile(word="mig-1g.10gb", resource="nvidia.com/mig-1g.10gb", parts=7)
    pools = (plans.pool("train", "head"), plans.pool("train", "gpu", gpus=2, profile=profile))
    found = ray_cluster_spec(plans.setting(plans.cluster("train", "training", *pools)), fault_tolerant=True)
    (group,) = found["workerGroupSpecs"]
    limits = group["template"]["spec"]["containers"][0]["resources"]["limits"]
    assert limits["nvidia.com/mig-1g.10gb"] == "14"
    assert "nvidia.com/gpu" not in limits
    assert group["rayStartParams"]["num-gpus"] == "14"


@pytest.mark.parametrize(("resource", "parts"), [("nvidia.com/gpu.shared", 3), ("nvidia.com/gpu", 1)])
def test_those_who_take_turns_on_a_card_are_told_which_it_is(resource: str, parts: int) -> None:
    profile = plans.GpuProfile(word="shared-3", resource=resource, parts=parts)
    pools = (plans.pool("train", "head"), plans.pool("train", "gpu", gpus=2, profile=profile))
    found = ray_cluster_spec(plans.setting(plans.cluster("train", "training", *pools)), fault_tolerant=True)
    (group,) = found["workerGroupSpecs"]
    container = group["template"]["spec"]["containers"][0]
    told = {one["name"]: one.get("value") for one in container["env"]}
    assert group["rayStartParams"]["num-gpus"] == "6"
    assert container["resources"]["limits"][resource] == str(2 * parts)
    assert told["CUDA_VISIBLE_DEVICES"] == "0,0,0,1,1,1", (
        "Ray would hand out cards 2 to 5, which no machine has, and work there would find none"
    )
    head = found["headGroupSpec"]["template"]["spec"]["containers"][0]["env"]
    assert "CUDA_VISIBLE_DEVICES" not in {one["name"] for one in head}


def test_every_ray_process_speaks_tls_with_its_own_certificate() -> None:
    found = spec()
    options = found["autoscalerOptions"]
    all_containers = [group["template"]["spec"]["containers"][0] for group in found["workerGroupSpecs"]]
    all_containers += [found["headGroupSpec"]["template"]["spec"]["containers"][0], options]
    for container in all_containers:
        environment = {one["name"]: one.get("value") for one in container["env"]}
        assert environment["RAY_USE_TLS"] == "1"
        certificates = {environment[f"RAY_TLS_{what}"] for what in ("SERVER_CERT", "SERVER_KEY", "CA_CERT")}
        (folder,) = {Path(str(certificate)).parent for certificate in certificates}
        mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
        assert mounts[str(folder)]["readOnly"] is True, "user code could replace the certificate"


def test_a_jobs_own_cluster_needs_no_memory_of_its_control_plane() -> None:
    found = ray_cluster_spec(plans.setting(plans.train()), fault_tolerant=False)
    assert "gcsFaultToleranceOptions" not in found
    environment = found["headGroupSpec"]["template"]["spec"]["containers"][0]["env"]
    assert "RAY_REDIS_CA_CERT" not in {one["name"] for one in environment}
