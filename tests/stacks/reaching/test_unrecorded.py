"""What no state knows ends before its operators, and what a killed `up` was making goes after the engine."""

from typing import Any

import pytest

from components.kubernetes import members
from stacks.cli.failures import Failed, Refused
from stacks.reaching import remains, unrecorded
from stacks.reaching.remains import Owner, look, require_nothing_left
from stacks.reaching.unrecorded import (
    end_unrecorded_work,
    free_unrecorded_nodes,
    remove_unrecorded,
    require_own,
)
from tests.stacks.reaching.simulated_cluster import OURS, OWNER, THEIRS, SimulatedCluster

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
        cluster.add(f"{RAY}/rayjobs", "other", "other-train", labels=THEIRS),
    ]
    end_unrecorded_work(cluster, OWNER, {("RayCluster", "atlas-train", "train")})
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
        end_unrecorded_work(cluster, OWNER, ())
    with pytest.raises(Failed, match=r"train-job-1 \(held by ray.io/rayjob-finalizer\)"):
        end_unrecorded_work(cluster, OWNER, ())
    assert cluster.asked == [("DELETE", job)], "it is asked once"


def test_jobs_that_may_not_be_looked_at_are_not_taken_for_none(cluster: Any) -> None:
    cluster.blind.add(f"{RAY}/rayjobs")
    with pytest.raises(Failed, match=r"could not be looked at:\n  /apis/ray.io/v1/rayjobs"):
        end_unrecorded_work(cluster, OWNER, ())


def test_what_a_killed_up_was_making_goes_and_nobody_else_s(cluster: Any) -> None:
    role = cluster.add(ROLES, "atlas-role")
    webhook = cluster.add(WEBHOOKS, "atlas-webhook")
    space = cluster.add("/api/v1/namespaces", "atlas-train")
    elsewhere = cluster.add("/api/v1/configmaps", "reader", "kube-system")
    stay = [
        cluster.add("/api/v1/configmaps", "inside", "atlas-train"),
        cluster.add("/api/v1/nodes", "gpu-1"),
        cluster.add(ROLES, "chart-s", labels={**OURS, "app.kubernetes.io/managed-by": "Helm"}),
        cluster.add(ROLES, "other", labels=THEIRS),
        cluster.add(ROLES, "going", deletionTimestamp="now"),
    ]
    remove_unrecorded(cluster, OWNER)
    asked = [path for _method, path in cluster.asked]
    assert set(asked) == {role, webhook, space, elsewhere}, "what carries both labels"
    assert asked[0] == webhook, "first who is asked of every other removal"
    assert list(cluster.objects) == stay, "what is inside goes with its namespace, and nodes are not ours"


def test_a_plan_is_not_called_gone_where_a_kind_of_ours_could_not_be_looked_at(cluster: Any) -> None:
    for blind in ("/api/v1/configmaps", ROLES, RAY):
        cluster.blind = {blind}
        with pytest.raises(Failed, match=f"cannot be told, since this could not be looked at:\n  {blind}"):
            require_nothing_left(cluster, OWNER)
    cluster.blind = set()
    require_nothing_left(cluster, OWNER)
    assert look(cluster, OWNER).unseen == [], "when all can be seen it is gone"


def test_somebody_else_s_server_that_died_keeps_no_down(
    cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.blind = {"/apis/metrics.k8s.io/v1"}
    require_nothing_left(cluster, OWNER)
    assert "/apis/metrics.k8s.io/v1 could not be looked at" in capsys.readouterr().err, "but it is told"


def test_a_stack_of_before_the_labels_touches_only_what_has_none(cluster: Any) -> None:
    before = {key: value for key, value in OURS.items() if key != "groundplan-stack"}
    old = cluster.add(ROLES, "atlas-old", labels=before)
    cluster.add(ROLES, "atlas-new")
    remove_unrecorded(cluster, Owner(plan="atlas", stack=None))
    assert cluster.asked == [("DELETE", old)], "the other one is of a stack that has an id"


def test_what_another_stack_has_taken_over_is_not_destroyed(cluster: Any) -> None:
    recorded = {("Namespace", "", "atlas-train"), ("StorageClass", "", "atlas-kept")}
    cluster.add("/api/v1/namespaces", "atlas-train")
    cluster.add("/api/v1/namespaces", "borealis-train", labels=THEIRS)
    require_own(cluster, OWNER, recorded)
    cluster.add("/apis/storage.k8s.io/v1/storageclasses", "atlas-kept", labels=THEIRS)
    with pytest.raises(Refused, match=r"belongs to another stack by now \(StorageClass atlas-kept\)"):
        require_own(cluster, OWNER, recorded)
    with pytest.raises(Refused, match=r"\(Namespace atlas-train, StorageClass atlas-kept\)"):
        require_own(cluster, Owner(plan="atlas", stack=None), recorded)


def test_a_namespace_that_does_not_end_is_told_with_what_it_waits_for(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remains, "GONE_SECONDS", 0.0)
    cluster.add("/api/v1/namespaces", "atlas-train", deletionTimestamp="now")
    cluster.add(
        f"{RAY}/rayclusters", "strange", "atlas-train", labels={}, deletionTimestamp="now", finalizers=["x/y"]
    )
    with pytest.raises(
        Failed, match=r"Namespace atlas-train\n  RayCluster atlas-train/strange \(held by x/y\)"
    ):
        require_nothing_left(cluster, OWNER)


def test_nodes_that_a_killed_up_had_taken_are_given_back_and_no_others(
    cluster: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    freed: list[object] = []
    monkeypatch.setattr(members, "free", lambda _access, whose: freed.append(whose) or ("gpu-1",))
    free_unrecorded_nodes(cluster, OWNER)
    free_unrecorded_nodes(cluster, Owner(plan="atlas", stack=None))
    assert freed == [{"groundplan-stack": "team-ada"}, {"groundplan-plan": "atlas", "groundplan-stack": None}]
    assert "gave back node gpu-1" in capsys.readouterr().err, "it is told"
