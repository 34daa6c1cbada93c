"""A node has one stack at a time, and each stack gives back its own nodes alone."""

from pathlib import Path

import pytest

from components.kubernetes import members
from components.kubernetes.access import NoCluster
from tests.components.kubernetes.simulated_api_server import Asked, SimulatedApiServer
from tests.components.kubernetes.test_members import NODES, POOL, node, pool_of


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
