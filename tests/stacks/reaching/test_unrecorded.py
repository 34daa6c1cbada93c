"""What no state knows ends before its operators, and what a killed `up` was making goes after the engine."""

from typing import Any

import pytest

from stacks.cli.failures import Failed
from stacks.reaching import remains, unrecorded
from stacks.reaching.remains import look, require_nothing_left
from stacks.reaching.unrecorded import end_unrecorded_work, remove_unrecorded
from tests.stacks.reaching.simulated_cluster import OURS, SimulatedCluster

RAY = "/apis/ray.io/v1"
ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
PROMOTION = {**OURS, "groundplan-role": "promotion"}


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Any:
    for module in (remains, unrecorded):
        monkeypatch.setattr(module, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(remains, "SEEN_SECONDS", 0.0)
    return SimulatedCluster()


def test_jobs_promotions_and_unrecorded_clusters_end_and_nothing_else(cluster: Any) -> None:
    job = cluster.add(f"{RAY}/rayjobs", "train-job-1", "atlas-train", finalizers=["ray.io/rayjob-finalizer"])
    promotion = cluster.add("/apis/batch/v1/jobs", "promotion-1", "atlas-serve", labels=PROMOTION)
    pending = cluster.add(f"{RAY}/rayclusters", "pending", "atlas-train")
    owner = [{"uid": "u", "controller": True}]
    stay = [
        cluster.add("/apis/batch/v1/jobs", "cleanup", "atlas-train"),
        cluster.add(f"{RAY}/rayclusters", "train", "atlas-train"),
        cluster.add(f"{RAY}/rayclusters", "train-job-1-x", "atlas-train", ownerReferences=owner),
        cluster.add(f"{RAY}/rayjobs", "other", "other-train", labels={"groundplan-plan": "other"}),
    ]
    end_unrecorded_work(cluster, "atlas", {("RayCluster", "atlas-train", "train")})
    assert {path for _method, path in cluster.asked} == {job, promotion, pending}, (
        "what the engine does not know"
    )
    assert list(cluster.objects) == stay, "the engine ends what it knows, and owners end what they own"


def test_a_job_that_nobody_lets_go_is_named_and_the_wait_ends(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrecorded, "ENDED_SECONDS", 0.0)
    job = cluster.add(f"{RAY}/rayjobs", "train-job-1", "atlas-train", finalizers=["ray.io/rayjob-finalizer"])
    cluster.held.add(job)
    with pytest.raises(Failed, match=r"RayJob atlas-train/train-job-1"):
        end_unrecorded_work(cluster, "atlas", ())
    with pytest.raises(Failed, match=r"train-job-1 \(held by ray.io/rayjob-finalizer\)"):
        end_unrecorded_work(cluster, "atlas", ())
    assert cluster.asked == [("DELETE", job)], "it is asked once"


def test_jobs_that_may_not_be_looked_at_are_not_taken_for_none(cluster: Any) -> None:
    cluster.blind.add(f"{RAY}/rayjobs")
    with pytest.raises(Failed, match=r"could not be looked at:\n  /apis/ray.io/v1/rayjobs"):
        end_unrecorded_work(cluster, "atlas", ())


def test_what_a_killed_up_was_making_goes_and_nobody_else_s(cluster: Any) -> None:
    role = cluster.add(ROLES, "atlas-role")
    webhook = cluster.add(WEBHOOKS, "atlas-webhook")
    space = cluster.add("/api/v1/namespaces", "atlas-train")
    elsewhere = cluster.add("/api/v1/configmaps", "reader", "kube-system")
    stay = [
        cluster.add("/api/v1/configmaps", "inside", "atlas-train"),
        cluster.add("/api/v1/nodes", "gpu-1"),
        cluster.add(ROLES, "chart-s", labels={"groundplan-plan": "atlas"}),
        cluster.add(ROLES, "other", labels={**OURS, "groundplan-plan": "other"}),
        cluster.add(ROLES, "going", deletionTimestamp="now"),
    ]
    remove_unrecorded(cluster, "atlas")
    asked = [path for _method, path in cluster.asked]
    assert set(asked) == {role, webhook, space, elsewhere}, "what carries both labels"
    assert asked[0] == webhook, "first who is asked of every other removal"
    assert list(cluster.objects) == stay, "what is inside goes with its namespace, and nodes are not ours"


def test_a_plan_is_not_called_gone_where_a_kind_of_ours_could_not_be_looked_at(cluster: Any) -> None:
    for blind in ("/api/v1/configmaps", ROLES, RAY):
        cluster.blind = {blind}
        with pytest.raises(Failed, match=f"cannot be told, since this could not be looked at:\n  {blind}"):
            require_nothing_left(cluster, "atlas")
    cluster.blind = set()
    require_nothing_left(cluster, "atlas")
    assert look(cluster, "atlas").unseen == [], "when all can be seen it is gone"


def test_somebody_else_s_server_that_died_keeps_no_down(
    cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.blind = {"/apis/metrics.k8s.io/v1"}
    require_nothing_left(cluster, "atlas")
    assert "/apis/metrics.k8s.io/v1 could not be looked at" in capsys.readouterr().err, "but it is told"
