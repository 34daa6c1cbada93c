"""A node has one stack at a time, and each stack gives back its own nodes alone."""

from pathlib import Path

import pytest
from hypothesis import given as given_by_chance

from components.kubernetes import members
from components.kubernetes.access import NoCluster, connect
from components.kubernetes.node_changes import freed, given
from tests.components.kubernetes.simulated_api_server import Asked, SimulatedApiServer, merge
from tests.components.kubernetes.test_members import FOREIGN, LABELS, NODES, POOL, TAINTS, node, pool_of


def test_of_two_stacks_that_come_up_at_one_time_one_gets_the_node_and_the_other_a_sentence(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    simulated.add(f"{NODES}/gpu-1", node())
    pool = pool_of(simulated, tmp_path, "gpu-1")
    first = {**pool, "nodes": {"gpu-1": {**POOL, "groundplan-stack": "team-ada"}}}
    second = {**pool, "nodes": {"gpu-1": {**POOL, "groundplan-stack": "team-bob"}}}

    def meanwhile(asked: Asked) -> None:
        if asked.method == "PATCH" and "team-bob" in str(asked.body):
            simulated.before = lambda _: None
            members.apply(first)

    simulated.before = meanwhile
    with pytest.raises(NoCluster, match="node gpu-1 belongs to stack team-ada by now"):
        members.apply(second)
    assert members.differences(first) == [], "the version that was read is the one that is written"
    for act in (members.release, lambda left: members.change(left, {**left, "nodes": {}})):
        act(second)
        assert members.differences(first) == [], "what is another stack's by now is not taken"


def test_a_pool_that_gets_the_label_of_its_stack_loses_nothing(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    simulated.add(f"{NODES}/gpu-1", node())
    old = pool_of(simulated, tmp_path, "gpu-1")
    members.apply(old)
    new = {**old, "nodes": {"gpu-1": {**POOL, "groundplan-stack": "team-ada"}}}
    members.change(old, new)
    assert members.differences(new) == []
    members.release(new)
    assert simulated.objects[f"{NODES}/gpu-1"]["metadata"]["labels"] == {}, "and gives all of it back"


def test_what_a_killed_up_gave_is_taken_and_nothing_of_others(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    before = {"zone": "a", "nvidia.com/gpu.product": "H100"}
    divided = {**POOL, "groundplan-stack": "team-ada", "nvidia.com/mig.config": "mig-1g.10gb"}
    simulated.add(f"{NODES}/gpu-1", node(FOREIGN, **before))
    simulated.add(f"{NODES}/gpu-2", node(FOREIGN, **{**POOL, "groundplan-stack": "team-bob"}))
    pool = pool_of(simulated, tmp_path, "gpu-1")
    members.apply({**pool, "nodes": {"gpu-1": divided}})
    access = connect(pool["kubeconfig"], "here")
    assert members.free(access, {"groundplan-stack": "team-ada"}) == ("gpu-1",)
    found = simulated.objects[f"{NODES}/gpu-1"]
    assert found["metadata"]["labels"] == before, (
        "how its GPUs were divided was ours to say, and ends with it"
    )
    assert found["spec"]["taints"] == [FOREIGN] and not found["metadata"].get("annotations")
    assert simulated.objects[f"{NODES}/gpu-2"]["metadata"]["labels"]["groundplan-stack"] == "team-bob"
    assert members.free(access, {"groundplan-stack": "team-ada"}) == (), "once is enough"


def test_nodes_of_a_stack_without_an_id_are_those_of_its_plan_that_have_none() -> None:
    whose = {"groundplan-plan": "atlas", "groundplan-stack": None}
    assert freed(whose)(node(**POOL)) is not None
    assert freed(whose)(node(**POOL, **{"groundplan-stack": "team-bob"})) is None, "that one is somebody's"
    assert freed({"groundplan-stack": "team-ada"})(node(**POOL)) is None


@given_by_chance(LABELS, TAINTS, TAINTS)
def test_a_freed_node_is_as_it_was_whatever_others_gave(
    labels: dict[str, str], there: list[dict[str, str]], ours: list[dict[str, str]]
) -> None:
    labels = {key: value for key, value in labels.items() if key == "zone"}
    before, after = node(*there, **labels), node(*there, **labels)
    whole = {**POOL, "groundplan-stack": "team-ada", "nvidia.com/mig.config": "mig-1g.10gb"}
    for change in (given(whole, ours), freed({"groundplan-stack": "team-ada"})):
        merge(after, change(after) or {})
    assert (after["metadata"]["labels"], after["spec"]) == (before["metadata"]["labels"], before["spec"])
    assert not after["metadata"].get("annotations"), "nothing tells of us any more"
