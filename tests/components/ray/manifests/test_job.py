"""A batch job brings the cluster that `up` declared, waits in its queue and gives everything back."""

import copy
import json
from typing import Any

from hypothesis import given

from components.objects import Manifest
from components.ray.manifests.cluster import disruption_budgets, ray_cluster
from components.ray.manifests.job import LONGEST_NAME, BatchJob, head_budget, job_manifest, job_name
from components.ray.manifests.setting import Setting
from components.topology.labels import NODE_TYPE
from components.topology.model import Cluster
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kuberay_schemas import complaints

KUBERAYS_LONGEST = 47


def made(cluster: Cluster | None = None, **changed: Any) -> dict[str, Any]:
    asked = {"name": "train-job-1", "entrypoint": "python -c 1", "code": "train-job-1-code", **changed}
    return job_manifest(ray_cluster(plans.setting(cluster or plans.train())), BatchJob(**asked))


@given(plans.settings_of_clusters().filter(lambda setting: setting.cluster.purpose == "training"))
def test_kuberays_own_definition_has_nothing_against_it(setting: Setting) -> None:
    asked = BatchJob(name="pretrain", entrypoint="python -m workloads.train_digits", code="code")
    assert complaints(job_manifest(ray_cluster(setting), asked)) == []


def test_its_cluster_is_the_standing_one_without_what_outlives_a_job() -> None:
    standing = ray_cluster(plans.setting(plans.train()))
    before = copy.deepcopy(standing)
    spec = job_manifest(standing, BatchJob(name="j", entrypoint="true", code="c"))["spec"]["rayClusterSpec"]
    assert set(standing["spec"]) - set(spec) == {"gcsFaultToleranceOptions", "upgradeStrategy"}
    assert spec["authOptions"] == standing["spec"]["authOptions"], "the same token"
    assert standing == before, "what was handed over stays as it was"


def test_a_drain_leaves_the_head_of_a_job_and_that_of_the_standing_cluster() -> None:
    setting = plans.setting(plans.train())
    of_job = head_budget(made())
    standing = next(each for each in disruption_budgets(setting) if each["metadata"]["name"] == "train-head")
    heads = {
        "job": made()["spec"]["rayClusterSpec"]["headGroupSpec"],
        "standing": ray_cluster(setting)["spec"]["headGroupSpec"],
    }
    kept = {
        name: [budget["metadata"]["name"] for budget in (of_job, standing) if selects(budget, head)]
        for name, head in heads.items()
    }
    assert kept == {"job": ["train-job-1"], "standing": ["train-head"]}, (
        "of two heads one budget keeps either"
    )
    assert of_job["spec"]["minAvailable"] == standing["spec"]["minAvailable"] == 1
    assert of_job["metadata"]["namespace"] == "atlas-train" and "uid" not in of_job["metadata"]


def selects(budget: Manifest, head: dict[str, Any]) -> bool:
    """Return whether a budget selects the pod of a head, to whose labels KubeRay adds what it is."""
    labels, selector = (
        {**head["template"]["metadata"]["labels"], NODE_TYPE: "head"},
        budget["spec"]["selector"],
    )
    absent = [
        each["key"] for each in selector.get("matchExpressions", ()) if each["operator"] == "DoesNotExist"
    ]
    return selector["matchLabels"].items() <= labels.items() and not set(absent) & labels.keys()


def test_everything_is_given_back_when_it_ends() -> None:
    spec = made(kept_s=60)["spec"]
    assert spec["shutdownAfterJobFinishes"] is True
    assert spec["ttlSecondsAfterFinished"] == 60


def test_a_job_that_hangs_gives_its_machines_back() -> None:
    spec = made()["spec"]
    assert 0 < spec["preRunningDeadlineSeconds"] < spec["activeDeadlineSeconds"] < 2**31, (
        "KubeRay's are int32"
    )


def test_it_waits_in_the_queue_of_its_cluster_and_scales_under_it() -> None:
    metadata = made(plans.train(queue="research"))["metadata"]
    assert metadata["labels"]["kueue.x-k8s.io/queue-name"] == "research"
    assert metadata["annotations"] == {"kueue.x-k8s.io/elastic-job": "true"}, "and nothing of the engine's"
    assert "kueue.x-k8s.io/queue-name" not in made()["metadata"]["labels"]
    assert metadata["labels"]["groundplan-cluster"] == "train", "`down` finds it"


def test_kueue_counts_the_least_of_a_range_and_holds_back_what_grows_beyond() -> None:
    cluster = ray_cluster(plans.setting(plans.train(queue="research")))
    (data,) = [group for group in cluster["spec"]["workerGroupSpecs"] if group["groupName"] == "data"]
    data["replicas"] = 3  # what the state may still have of an earlier plan
    spec = job_manifest(cluster, BatchJob(name="j", entrypoint="true", code="c"))["spec"]["rayClusterSpec"]
    assert {group["groupName"]: group["replicas"] for group in spec["workerGroupSpecs"]} == {
        "data": 1,
        "gpu": 2,
    }
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        gates = group["template"]["spec"]["schedulingGates"]
        assert gates == [{"name": "kueue.x-k8s.io/elastic-job"}], "Kueue adds none to the pods of a RayJob"


def test_a_range_that_nobody_counts_is_left_to_the_autoscaler() -> None:
    groups = made()["spec"]["rayClusterSpec"]["workerGroupSpecs"]
    assert {group["groupName"]: group.get("replicas") for group in groups} == {"data": None, "gpu": 2}


def test_no_pod_is_made_that_only_hands_it_over() -> None:
    assert made()["spec"]["submissionMode"] == "HTTPMode", "a submitter would be one more pod with the token"


def test_every_node_sees_the_code_that_the_job_names() -> None:
    spec = made()["spec"]
    [module] = json.loads(spec["runtimeEnvYAML"])["py_modules"]
    own = spec["rayClusterSpec"]
    for group in (own["headGroupSpec"], *own["workerGroupSpecs"]):
        pod = group["template"]["spec"]
        [mount] = [one for one in pod["containers"][0]["volumeMounts"] if one["name"] == "code"]
        assert module.startswith(f"file://{mount['mountPath']}/"), "where the runtime environment looks"
        assert {"name": "code", "configMap": {"name": "train-job-1-code"}} in pod["volumes"], (
            "from its ConfigMap"
        )


def test_a_name_is_one_that_kuberay_can_lengthen() -> None:
    assert len(job_name("x" * 63, "1a2b")) == LONGEST_NAME < KUBERAYS_LONGEST
    assert job_name("x" * 63, "1a2b").endswith("-job-1a2b"), "what tells jobs apart is not cut"
