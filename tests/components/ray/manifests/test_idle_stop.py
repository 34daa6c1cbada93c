"""The idle stop may change one RayCluster and nothing else."""

from typing import Any

from components.ray.manifests.idle_stop import idle_stop_errors, idle_stop_manifests
from tests.components.ray import plans_on_kubernetes as plans


def objects(**changed: Any) -> dict[str, Any]:
    setting = plans.setting(plans.train(**changed))
    return {manifest["kind"]: manifest for manifest in idle_stop_manifests(setting)}


def test_nothing_is_made_where_the_plan_stops_nothing() -> None:
    assert objects() == {}


def test_its_account_may_read_and_suspend_its_own_cluster_alone() -> None:
    made = objects(idle_stop_s=3600)
    (rule,) = made["Role"]["rules"]
    assert rule == {
        "apiGroups": ["ray.io"], "resources": ["rayclusters"], "resourceNames": ["train"], "verbs": ["get", "patch"],
    }  # fmt: skip
    (subject,) = made["RoleBinding"]["subjects"]
    account = made["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["serviceAccountName"]
    assert subject["name"] == account == made["ServiceAccount"]["metadata"]["name"]
    assert account != "train", "the cluster's own pods would have the right as well"


def test_one_look_ends_before_the_next_begins() -> None:
    spec = objects(idle_stop_s=3600)["CronJob"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] < 300


def test_it_asks_the_head_with_a_token_from_a_file() -> None:
    pod = objects(idle_stop_s=3600)["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    environment = {one["name"]: one["value"] for one in container["env"]}
    assert environment["GROUNDPLAN_JOB_API"] == "http://train-head-svc.atlas-train.svc:8265"
    assert environment["GROUNDPLAN_IDLE_S"] == "3600"
    assert environment["GROUNDPLAN_TOKEN_FILE"] == "/groundplan/token/auth_token"


def test_a_cluster_that_somebody_else_holds_is_not_stopped() -> None:
    (queued,) = idle_stop_errors(plans.train(queue="research", idle_stop_s=60))
    assert "Kueue" in queued.allowed
    (serving,) = idle_stop_errors(plans.serve(idle_stop_s=60))
    assert serving.path == "clusters[serve].idle_stop"
    assert list(idle_stop_errors(plans.train(idle_stop_s=60))) == []
