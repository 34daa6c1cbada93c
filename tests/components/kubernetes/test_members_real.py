"""Real nodes become members of a pool and stop being it, and what others wrote on them stays."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from components.kubernetes import members
from components.kubernetes.access import NoCluster, connect
from components.kubernetes.members import AT_ONCE
from components.topology.node_labels import GPU_TAINT
from tests.components.kubernetes.real_users import READS, restricted_kubeconfig
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

POOL = {
    "groundplan-plan": "atlas", "groundplan-cluster": "train", "groundplan-pool": "gpu",
    "groundplan-capacity": "on-demand",
}  # fmt: skip
FOREIGN = {"key": "dedicated", "value": "ml", "effect": "NoSchedule"}
NAMES = [f"gpu-{number}" for number in range(1, AT_ONCE + 5)]


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a control plane with more nodes than are read one by one."""
    clean_control_plane.add_nodes(
        len(NAMES), prefix="gpu", cpus=96, memory="1Ti", gpus=8, labels={"rack": "r1"}
    )
    return clean_control_plane


@pytest.fixture
def pool(plane: ControlPlane) -> dict[str, Any]:
    """Return a pool of all nodes, each as somebody else left it."""
    for name in NAMES:
        plane.objects.patch(f"/api/v1/nodes/{name}", {"spec": {"taints": [FOREIGN]}})
    identity = plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    return {
        "kubeconfig": str(plane.kubeconfig), "context": "control-plane", "identity": identity, "pool": "train/gpu",
        "nodes": {name: dict(POOL) for name in NAMES}, "taints": [dict(GPU_TAINT)],
    }  # fmt: skip


def state(plane: ControlPlane, name: str) -> tuple[dict[str, str], list[dict[str, str]], dict[str, str]]:
    """Return a node's labels, those of the tests aside, its taints, and our annotation."""
    node = plane.objects.get(f"/api/v1/nodes/{name}")
    labels = {key: value for key, value in node["metadata"]["labels"].items() if key.startswith("groundplan")}
    assert node["metadata"]["labels"]["rack"] == "r1", "a label of somebody else is gone"
    taints = [
        taint for taint in node["spec"].get("taints", []) if not taint["key"].startswith("node.kubernetes.io")
    ]
    annotations = node["metadata"].get("annotations", {})
    return labels, taints, {key: value for key, value in annotations.items() if key.startswith("groundplan")}


def test_nodes_are_given_to_a_pool_and_back(plane: ControlPlane, pool: dict[str, Any]) -> None:
    assert len(members.differences(pool)) == len(NAMES)
    members.apply(pool)
    assert members.differences(pool) == []
    for name in NAMES:
        labels, taints, _ = state(plane, name)
        assert labels == POOL and taints == [FOREIGN, GPU_TAINT], "ours beside theirs"
    members.release(pool)
    assert [state(plane, name) for name in NAMES] == [({}, [FOREIGN], {})] * len(NAMES), "as they were"


def test_drift_on_real_nodes_is_told_and_healed(plane: ControlPlane, pool: dict[str, Any]) -> None:
    members.apply(pool)
    plane.objects.patch("/api/v1/nodes/gpu-1", {"metadata": {"labels": {"groundplan-pool": None}}})
    plane.objects.patch("/api/v1/nodes/gpu-2", {"spec": {"taints": [FOREIGN]}})
    assert members.differences(pool) == [
        "node gpu-1 has lost label groundplan-pool=gpu",
        "node gpu-2 has lost taint nvidia.com/gpu:NoSchedule",
    ]
    members.apply(pool)
    assert members.differences(pool) == []
    members.release(pool)


def test_taints_that_others_write_at_the_same_time_are_kept(
    plane: ControlPlane, pool: dict[str, Any]
) -> None:
    written = 12
    writers = [Thread(target=_write_taints, args=(plane, name, written)) for name in NAMES[:4]]
    for writer in writers:
        writer.start()
    for _ in range(3):
        members.apply(pool)
        members.release(pool)
    for writer in writers:
        writer.join()
    for name in NAMES[:4]:
        keys = {taint["key"] for taint in state(plane, name)[1]}
        assert keys == {"dedicated", *(f"other-{number}" for number in range(written))}, (
            "a list with several writers loses nothing: a refused write is read and made again"
        )


def _write_taints(plane: ControlPlane, name: str, count: int) -> None:
    """Add taints one by one as another controller does: under the version that was read, again after a conflict."""
    path = f"/api/v1/nodes/{name}"
    for number in range(count):
        while True:
            node = plane.objects.get(path)
            taints = [
                *node["spec"].get("taints", []),
                {"key": f"other-{number}", "effect": "PreferNoSchedule"},
            ]
            version = node["metadata"]["resourceVersion"]
            try:
                plane.objects.patch(
                    path, {"metadata": {"resourceVersion": version}, "spec": {"taints": taints}}
                )
            except Refused as refused:
                if refused.status != 409:
                    raise
            else:
                break


def test_a_taint_that_a_managed_pool_brings_stays_when_ours_ends(
    plane: ControlPlane, pool: dict[str, Any]
) -> None:
    theirs = {"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}
    plane.objects.patch("/api/v1/nodes/gpu-1", {"spec": {"taints": [theirs]}})
    members.apply(pool)
    assert state(plane, "gpu-1")[1] == [theirs] and members.differences(pool) == []
    members.release(pool)
    assert state(plane, "gpu-1") == ({}, [theirs], {})


def test_a_node_that_moves_between_pools_keeps_what_the_new_one_gave(
    plane: ControlPlane, pool: dict[str, Any]
) -> None:
    old = {**pool, "nodes": {"gpu-1": dict(POOL)}}
    new = {**pool, "nodes": {"gpu-1": {**POOL, "groundplan-pool": "data"}}, "taints": []}
    members.apply(old)
    members.apply(new)
    members.release(old)
    assert members.differences(new) == [], "the old pool ends after the new one began"
    members.release(new)


def test_a_node_that_is_taken_away_hinders_neither_up_nor_down(
    plane: ControlPlane, pool: dict[str, Any]
) -> None:
    (name,) = plane.add_nodes(1, prefix="lost", cpus=8, memory="16Gi", labels={"rack": "r1"})
    wider = {**pool, "nodes": {**pool["nodes"], name: dict(POOL)}}
    members.apply(wider)
    plane.remove_node(name)
    assert members.differences(wider) == [f"node {name} is gone"]
    members.apply(wider)
    members.release(wider)
    assert state(plane, "gpu-1") == ({}, [FOREIGN], {})


def test_nodes_of_which_no_state_knows_are_given_back_as_they_were(
    plane: ControlPlane, pool: dict[str, Any]
) -> None:
    ours = {**POOL, "groundplan-stack": "team-ada", "nvidia.com/mig.config": "mig-1g.10gb"}
    theirs = {**POOL, "groundplan-stack": "team-bob"}
    members.apply({**pool, "nodes": {name: ours if name != "gpu-1" else theirs for name in NAMES}})
    access = connect(pool["kubeconfig"], pool["context"])
    assert members.free(access, {"groundplan-stack": "team-ada"}) == tuple(sorted(NAMES[1:]))
    assert [state(plane, name) for name in NAMES[1:]] == [({}, [FOREIGN], {})] * (len(NAMES) - 1)
    node = plane.objects.get("/api/v1/nodes/gpu-2")
    assert "nvidia.com/mig.config" not in node["metadata"]["labels"], "what we said of its GPUs goes as well"
    assert state(plane, "gpu-1")[:2] == (theirs, [FOREIGN, GPU_TAINT]), "another stack's node is left to it"
    assert members.free(access, {"groundplan-stack": "team-bob"}) == ("gpu-1",)


def test_who_may_not_change_nodes_is_told_in_one_sentence(
    plane: ControlPlane, pool: dict[str, Any], tmp_path: Path
) -> None:
    restricted = {**pool, "kubeconfig": str(restricted_kubeconfig(plane, tmp_path, "looker", READS))}
    with pytest.raises(NoCluster) as refused:
        members.apply(restricted)
    assert 'cannot patch resource "nodes"' in str(refused.value) and "\n" not in str(refused.value)


def test_another_cluster_is_never_touched(plane: ControlPlane, pool: dict[str, Any]) -> None:
    with pytest.raises(NoCluster, match="leads to another cluster than the one that this stack was made on"):
        members.apply({**pool, "identity": "of-another"})
    assert state(plane, "gpu-1") == ({}, [FOREIGN], {})
