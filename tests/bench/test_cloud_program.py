"""The bare loop makes what the program made, and both are answered from memory."""

from pulumi.runtime import mocks as engine_mocks

from tests.bench.cloud_program import RememberedAnswers, bare, is_made, timed
from tests.components.hosts.recording_engine import Registered


def registered(kind: str, name: str, /, **inputs: object) -> Registered:
    return Registered(
        type=kind, name=name, inputs=inputs, secrets=frozenset(), protect=False, secret_outputs=frozenset(),
        parent="", depends_on=frozenset(), aliases=0,
    )  # fmt: skip


def test_components_and_what_the_engine_makes_itself_are_no_work_of_a_loop() -> None:
    kinds = [
        *("kubernetes:core/v1:Namespace", "aws:ec2/vpc:Vpc"),
        *("groundplan:aws:Network", "pulumi:providers:aws", "pulumi-python:dynamic/kubernetes:Drain"),
    ]
    assert [kind for kind in kinds if is_made(registered(kind, "one"))] == kinds[:2]


def test_the_loop_makes_each_resource_once_with_the_inputs_that_it_had() -> None:
    made = [
        registered(
            "kubernetes:core/v1:Namespace", "one", metadata={"name": "a"}, name="an input of that name"
        ),
        registered("kubernetes:core/v1:Namespace", "two", counted=2.0),
    ]
    seconds, again = timed(bare(made), RememberedAnswers())
    assert seconds > 0
    assert {each.name: (each.type, each.inputs) for each in again.values()} == {
        "one": ("kubernetes:core/v1:Namespace", {"metadata": {"name": "a"}, "name": "an input of that name"}),
        "two": ("kubernetes:core/v1:Namespace", {"counted": 2.0}),
    }


def test_an_answer_is_worked_out_once() -> None:
    answers = RememberedAnswers()
    given = engine_mocks.MockResourceArgs("kubernetes:core/v1:Namespace", "one", {"a": 1})
    first = answers.new_resource(given)
    assert first == ("one", {"a": 1})
    assert answers.new_resource(given) is first, "so that only the programs are measured"
