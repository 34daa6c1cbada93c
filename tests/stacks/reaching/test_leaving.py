"""Which plan leaves which cluster is known until nothing of it is left, whatever the engine has forgotten."""

from typing import Any

import pytest

from stacks.cli.failures import Failed
from stacks.reaching import remains, unrecorded, way_in
from stacks.reaching.leaving import Leaving, end_work, prove_gone, remember
from stacks.reaching.remains import Owner
from stacks.session import Session
from stacks.state import Deployment, Resource


def deployment(outputs: dict[str, Any], *resources: Resource) -> Deployment:
    return Deployment(resources=resources, outputs=outputs, pending=())


def resource(kind: str, **inputs: Any) -> Resource:
    return Resource(urn=kind, kind=kind, is_custom=True, is_protected=False, inputs=inputs)


UP = deployment({"target": "kubernetes", "plan": "atlas", "kubernetes": {"identity": "u-1"}})
EMPTIED = deployment({})
LABELLED = {"labels": {"groundplan-plan": "atlas"}}


def test_a_second_down_knows_what_the_first_one_left(session: Session) -> None:
    assert remember(session, UP) == Leaving(plan="atlas", identity="u-1"), "from the outputs"
    assert remember(session, EMPTIED) == Leaving(plan="atlas", identity="u-1"), (
        "the engine has forgotten them"
    )
    assert remember(session, None) == Leaving(plan="atlas", identity="u-1"), "or even the stack"


def test_a_killed_up_has_recorded_no_outputs_and_is_known_all_the_same(session: Session) -> None:
    nodes = resource("pulumi-python:dynamic/kubernetes:PoolNodes", identity="u-1")
    killed = deployment({}, resource("kubernetes:core/v1:Namespace", metadata=LABELLED), nodes)
    assert remember(session, killed) == Leaving(plan="atlas", identity="u-1"), "by the labels of what it made"


def test_a_stack_of_this_machine_leaves_nothing_elsewhere(session: Session) -> None:
    assert remember(session, deployment({"target": "local", "plan": "atlas"})) is None, "the sweep removes it"
    assert remember(session, None) is None, "and where nothing is known nothing is asked"
    assert not session.state_folder.exists(), "nothing is written for it"


def test_it_is_forgotten_only_when_nothing_is_left(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = remember(session, UP)
    assert leaving is not None, "there is something to prove"
    monkeypatch.setattr(way_in, "open_way", lambda _session, _identity: None)

    monkeypatch.setattr(unrecorded, "free_unrecorded_nodes", lambda _access, _owner: None)
    monkeypatch.setattr(unrecorded, "remove_unrecorded", lambda _access, _owner: None)

    def something_left(_access: object, owner: Owner) -> None:
        raise Failed(f"of {owner} this is left")

    monkeypatch.setattr(remains, "require_nothing_left", something_left)
    with pytest.raises(Failed, match="of plan atlas this is left"):
        prove_gone(session, leaving)
    assert remember(session, EMPTIED) == leaving, "the next `down` goes on"
    monkeypatch.setattr(remains, "require_nothing_left", lambda _access, _owner: None)
    prove_gone(session, leaving)
    assert remember(session, EMPTIED) is None, "proven"


def test_a_killed_up_is_recognised_by_its_provider(session: Session) -> None:
    provider = resource("pulumi:providers:kubernetes", clusterIdentifier="u-1")
    killed = deployment({}, resource("kubernetes:core/v1:Namespace", metadata=LABELLED), provider)
    assert remember(session, killed) == Leaving(plan="atlas", identity="u-1"), "it is the first that is made"


@pytest.mark.parametrize(
    ("identity", "stack", "keep_data", "done"),
    [
        ("u-1", None, False, ["nodes", "objects"]),
        ("u-1", None, True, ["nodes"]),
        (None, None, False, []),
        (None, "team-ada", False, ["nodes", "objects"]),
    ],
)
def test_what_no_state_knows_goes_where_it_is_recognised_and_with_kept_data_only_nodes_do(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    identity: str | None,
    stack: str | None,
    keep_data: bool,
    done: list[str],
) -> None:
    found: list[str] = []
    monkeypatch.setattr(way_in, "open_way", lambda _session, _identity: None)
    monkeypatch.setattr(remains, "require_nothing_left", lambda _access, _owner: None)
    monkeypatch.setattr(unrecorded, "free_unrecorded_nodes", lambda _access, _owner: found.append("nodes"))
    monkeypatch.setattr(unrecorded, "remove_unrecorded", lambda _access, _owner: found.append("objects"))
    prove_gone(session, Leaving(plan="atlas", identity=identity, stack=stack), keep_data=keep_data)
    assert found == done, "another cluster, or data that is kept, is not touched"


def test_work_that_the_state_has_is_left_to_the_engine(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(way_in, "open_way", lambda _session, _identity: None)
    monkeypatch.setattr(unrecorded, "require_own", lambda _access, owner, _: asked.append(owner))
    monkeypatch.setattr(
        unrecorded, "end_unrecorded_work", lambda _access, owner, recorded: asked.append((owner, recorded))
    )
    ray = resource("kubernetes:ray.io/v1:RayCluster", metadata={"name": "train", "namespace": "atlas-train"})
    end_work(session, Leaving(plan="atlas", identity="u-1"), deployment({}, ray))
    owner = Owner(plan="atlas", stack=None)
    assert asked == [owner, (owner, frozenset({("RayCluster", "atlas-train", "train")}))], (
        "by kind, place and name, once nothing of it is another stack's"
    )


def test_whose_objects_are_meant_is_read_from_what_was_made(session: Session) -> None:
    labels = {"labels": {"groundplan-plan": "atlas", "groundplan-stack": "team-ada"}}
    made = resource("kubernetes:core/v1:Namespace", metadata=labels)
    leaving = remember(session, deployment(dict(UP.outputs), made))
    assert leaving == Leaving(plan="atlas", identity="u-1", stack="team-ada"), (
        "by the id that is on the objects"
    )
    assert leaving is not None and remember(session, EMPTIED) == leaving, "the next `down` knows it as well"
    assert leaving.owner.selector == "groundplan-stack=team-ada", "and nobody else's"


def test_what_an_earlier_version_remembered_is_still_known(session: Session) -> None:
    remember(session, UP)
    file = session.state_folder / "leaving.json"
    file.write_text('{"plan": "atlas", "identity": "u-1"}', encoding="utf-8")
    leaving = remember(session, EMPTIED)
    assert leaving is not None and leaving.owner.selector == "groundplan-plan=atlas,!groundplan-stack"


@pytest.mark.parametrize("begun", ["provider", "nodes"])
def test_an_up_that_was_killed_at_its_first_step_is_known_by_the_id_of_its_stack(
    session: Session, begun: str
) -> None:
    session.configuration_file.parent.mkdir(parents=True)
    session.configuration_file.write_text("config:\n  groundplan:stack-id: team-ada\n", encoding="utf-8")
    provider = resource("pulumi:providers:kubernetes", clusterIdentifier="u-1")
    nodes = "urn:pulumi:team::groundplan::pulumi-python:dynamic/kubernetes:PoolNodes::nodes-train-gpu"
    killed = Deployment(
        resources=(provider,) if begun == "provider" else (),
        outputs={},
        pending=(nodes,) if begun == "nodes" else (),
    )
    leaving = remember(session, killed)
    identity = "u-1" if begun == "provider" else None
    assert leaving == Leaving(plan=None, identity=identity, stack="team-ada"), "nodes may have labels already"
    assert leaving is not None and leaving.is_recognised and str(leaving.owner) == "stack team-ada"


def test_a_stack_of_this_machine_may_be_named_after_the_other_target(session: Session) -> None:
    raylet = "urn:pulumi:local-kubernetes::groundplan::pulumi-python:dynamic/hosts:Raylet::train-head-0"
    assert remember(session, Deployment(resources=(), outputs={}, pending=(raylet,))) is None
