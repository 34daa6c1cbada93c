"""Nodes get the labels and taints of their pool, keep those of others, and give back only what we gave."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_by_chance
from hypothesis import strategies as st

from components.kubernetes import members
from components.kubernetes.access import Conflict, NoCluster
from components.kubernetes.members import AT_ONCE
from components.kubernetes.node_changes import GIVEN, given, taken
from components.kubernetes.patching import ATTEMPTS
from components.topology.node_labels import GPU_TAINT
from tests.components.kubernetes.simulated_api_server import Asked, SimulatedApiServer, merge

POOL = {"groundplan-plan": "atlas", "groundplan-cluster": "train", "groundplan-pool": "gpu"}
FOREIGN = {"key": "dedicated", "value": "ml", "effect": "NoSchedule"}
THEIRS = {"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}
NODES = "/api/v1/nodes"


def node(*taints: dict[str, str], **labels: str) -> dict[str, Any]:
    """Return a node with these taints and labels."""
    return {"metadata": {"labels": dict(labels)}, "spec": {"taints": [dict(taint) for taint in taints]}}


def pool_of(
    simulated: SimulatedApiServer, folder: Path, *names: str, taints: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the properties of a pool of these nodes."""
    simulated.add("/api/v1/namespaces/kube-system", {"metadata": {"uid": "the-cluster"}})
    return {
        "kubeconfig": str(simulated.kubeconfig(folder)), "context": "here", "identity": "the-cluster",
        "pool": "train/gpu", "nodes": {name: dict(POOL) for name in names},
        "taints": [dict(GPU_TAINT)] if taints is None else taints,
    }  # fmt: skip


def test_a_pool_is_given_seen_and_released(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    for name in ("gpu-1", "gpu-2"):
        simulated.add(f"{NODES}/{name}", node(FOREIGN, zone="a"))
    pool = pool_of(simulated, tmp_path, "gpu-1", "gpu-2")
    assert members.differences(pool) == [
        f"node {name} has lost label groundplan-plan=atlas, label groundplan-cluster=train, "
        "label groundplan-pool=gpu, taint nvidia.com/gpu:NoSchedule"
        for name in ("gpu-1", "gpu-2")
    ]
    members.apply(pool)
    assert members.differences(pool) == [], "given is given"
    found = simulated.objects[f"{NODES}/gpu-1"]
    assert found["spec"]["taints"] == [FOREIGN, GPU_TAINT] and found["metadata"]["labels"] == {
        "zone": "a",
        **POOL,
    }
    patches = simulated.count("PATCH")
    members.apply(pool)
    assert simulated.count("PATCH") == patches, "what is as it should be is not written again"
    members.release(pool)
    assert found["spec"]["taints"] == [FOREIGN] and found["metadata"]["labels"] == {"zone": "a"}
    assert GIVEN not in found["metadata"].get("annotations", {}), "nothing of ours is left"


def test_a_taint_that_somebody_else_put_there_for_the_same_end_stays(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    simulated.add(f"{NODES}/gpu-1", node(THEIRS))
    pool = pool_of(simulated, tmp_path, "gpu-1")
    members.apply(pool)
    assert simulated.objects[f"{NODES}/gpu-1"]["spec"]["taints"] == [THEIRS], "our pods tolerate any value"
    assert members.differences(pool) == []
    members.release(pool)
    assert simulated.objects[f"{NODES}/gpu-1"]["spec"]["taints"] == [THEIRS], (
        "managed node pools bring their own"
    )


def test_what_somebody_else_writes_meanwhile_is_kept(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    path = f"{NODES}/gpu-1"
    simulated.add(path, node())
    late = {"key": "late", "effect": "NoExecute"}
    writers = iter([lambda found: found["spec"]["taints"].append(late)])

    def interfere(asked: Asked) -> None:
        if asked.method == "PATCH" and (write := next(writers, None)):
            simulated.write(path, write)

    simulated.before = interfere
    members.apply(pool_of(simulated, tmp_path, "gpu-1"))
    assert simulated.objects[path]["spec"]["taints"] == [late, GPU_TAINT], (
        "the list is read again before it is written"
    )
    assert simulated.count("PATCH") == 2, "the first met another writer"


def test_writers_that_never_stop_end_in_a_sentence(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    simulated.add(f"{NODES}/gpu-1", node())

    def interfere(asked: Asked) -> None:
        if asked.method == "PATCH":
            simulated.write(f"{NODES}/gpu-1", lambda _: None)

    simulated.before = interfere
    with pytest.raises(Conflict, match="answered 409"):
        members.apply(pool_of(simulated, tmp_path, "gpu-1"))
    assert simulated.count("PATCH") == ATTEMPTS


def test_nodes_that_are_gone_are_told_and_hinder_nothing(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    simulated.add(f"{NODES}/gpu-2", node())
    pool = pool_of(simulated, tmp_path, "gpu-1", "gpu-2")
    members.apply(pool)
    assert members.differences(pool) == ["node gpu-1 is gone"]
    members.release(pool)
    assert not simulated.objects[f"{NODES}/gpu-2"]["metadata"]["labels"], "the one that is left is released"


def test_a_thousand_nodes_are_read_by_pages_and_not_one_by_one(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    names = [f"gpu-{number:04d}" for number in range(1000)]
    for name in names:
        simulated.add(f"{NODES}/{name}", node(GPU_TAINT, **POOL))
    pool = pool_of(simulated, tmp_path, *names)
    simulated.asked.clear()
    assert members.differences(pool) == []
    assert len(simulated.asked) <= 4, "one question for the cluster, and one a page"
    assert len(names) > AT_ONCE


def test_the_first_failure_ends_what_has_not_begun(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    names = [f"gpu-{number:03d}" for number in range(300)]
    for name in names:
        simulated.add(f"{NODES}/{name}", node())

    def refuse(asked: Asked) -> tuple[int, dict[str, str], bytes] | None:
        return (403, {}, b'{"message": "nodes is forbidden"}') if asked.method == "PATCH" else None

    simulated.before = refuse
    with pytest.raises(NoCluster, match="nodes is forbidden; ask its owner for the right"):
        members.apply(pool_of(simulated, tmp_path, *names))
    assert simulated.count("PATCH") < len(names), "who lacks a right is not refused three hundred times"


def test_another_cluster_is_refused_before_anything_is_touched(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    simulated.add(f"{NODES}/gpu-1", node())
    pool = {**pool_of(simulated, tmp_path, "gpu-1"), "identity": "another"}
    for act in (members.apply, members.release, members.differences):
        with pytest.raises(
            NoCluster, match="leads to another cluster than the one that this stack was made on"
        ):
            act(pool)
    assert simulated.count("PATCH") == 0


def test_a_change_takes_what_is_not_given_again(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    for name in ("gpu-1", "gpu-2", "gpu-3"):
        simulated.add(f"{NODES}/{name}", node(FOREIGN))
    old = pool_of(simulated, tmp_path, "gpu-1", "gpu-2")
    old["nodes"]["gpu-2"]["nvidia.com/mig.config"] = "mig-1g.10gb"
    members.apply(old)
    new = pool_of(simulated, tmp_path, "gpu-2", "gpu-3", taints=[])
    members.change(old, new)
    taints = {
        name: simulated.objects[f"{NODES}/{name}"]["spec"]["taints"] for name in ("gpu-1", "gpu-2", "gpu-3")
    }
    labels = {name: simulated.objects[f"{NODES}/{name}"]["metadata"]["labels"] for name in taints}
    assert all(found == [FOREIGN] for found in taints.values()), "a pool without GPUs keeps nobody away"
    assert labels == {"gpu-1": {}, "gpu-2": POOL, "gpu-3": POOL}, (
        "a division that ended is ended on the nodes as well"
    )


@pytest.mark.parametrize("order", ["release first", "apply first"])
def test_a_node_that_moves_to_another_pool_is_whole_there_in_either_order(
    simulated: SimulatedApiServer, tmp_path: Path, order: str
) -> None:
    simulated.add(f"{NODES}/gpu-1", node())
    old = pool_of(simulated, tmp_path, "gpu-1")
    members.apply(old)
    new = {**old, "nodes": {"gpu-1": {**POOL, "groundplan-pool": "data"}}}
    left = {**old, "nodes": {}}
    steps = [lambda: members.change(old, left), lambda: members.apply(new)]
    for step in steps if order == "release first" else reversed(steps):
        step()
    assert members.differences(new) == [], "the engine changes pools in any order, at the same time"


LABELS = st.dictionaries(
    st.sampled_from([*POOL, "zone", "nvidia.com/mig.config"]),
    st.sampled_from(["atlas", "train", "gpu", "x"]),
    max_size=5,
)
TAINTS = st.lists(
    st.builds(
        lambda key, value, effect: {"key": key, "value": value, "effect": effect},
        st.sampled_from(["nvidia.com/gpu", "dedicated"]),
        st.sampled_from(["present", "true", ""]),
        st.sampled_from(["NoSchedule", "NoExecute"]),
    ),
    max_size=4,
    unique_by=lambda taint: (taint["key"], taint["effect"]),
)


@given_by_chance(LABELS, TAINTS, TAINTS)
def test_giving_and_taking_leaves_what_others_gave(
    labels: dict[str, str], there: list[dict[str, str]], ours: list[dict[str, str]]
) -> None:
    labels = {key: value for key, value in labels.items() if key not in POOL}
    before = node(*there, **labels)
    after = node(*there, **labels)
    _patch(after, given(POOL, ours)(after))
    assert given(POOL, ours)(after) is None, "once is enough"
    assert all(taint in after["spec"]["taints"] for taint in there), "no taint of another is lost"
    _patch(after, taken(POOL, ours, POOL)(after))
    assert taken(POOL, ours, POOL)(after) is None, "once is enough"
    assert (after["metadata"]["labels"], after["spec"]) == (before["metadata"]["labels"], before["spec"])


@given_by_chance(LABELS, TAINTS)
def test_a_node_of_another_pool_is_never_touched(
    labels: dict[str, str], taints: list[dict[str, str]]
) -> None:
    stranger = node(
        *taints, **labels, **{"groundplan-pool": "of-another"} if "groundplan-pool" not in labels else {}
    )
    if stranger["metadata"]["labels"]["groundplan-pool"] != POOL["groundplan-pool"]:
        assert taken(POOL, taints, POOL)(stranger) is None, "it is not ours any more"


def _patch(found: dict[str, Any], patch: dict[str, Any] | None) -> None:
    """Change a node as the API server does."""
    merge(found, patch or {})
