"""A stack has an id that no other stack has, whoever made it and whatever it is called."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.labels import STACK, labels
from stacks.paths import STACK_NAME, user_folders
from stacks.session import Session
from stacks.stack_id import STACK_ID_KEY, known_stack_id, new_stack_id, recorded_stack_id
from stacks.state import Resource

LABEL_VALUE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")


def resource(**inputs: Any) -> Resource:
    return Resource(
        urn="u", kind="kubernetes:core/v1:Namespace", is_custom=True, is_protected=False, inputs=inputs
    )


@given(st.from_regex(STACK_NAME, fullmatch=True))
def test_an_id_is_the_value_of_a_label_as_it_is_and_tells_the_stack(name: str) -> None:
    made = new_stack_id(name)
    assert LABEL_VALUE.fullmatch(made), "the API server takes it"
    assert labels(stack=made) == {STACK: made}, "and nothing is changed of it on the way there"
    assert new_stack_id(name) != made, "two users may both call theirs so"


def test_a_person_reads_in_it_whose_it_is() -> None:
    assert re.fullmatch(r"team-[0-9a-f]{12}", new_stack_id("team"))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folders = user_folders({"HOME": str(tmp_path)})
    return Session(
        stack="local", folders=folders, project_root=tmp_path, backend="file:///x", may_build=False
    )


@pytest.fixture
def recorded() -> list[Resource]:
    """Return what a stack has recorded: resources without labels, and one that carries its id."""
    carried = {"labels": {"groundplan-plan": "atlas", STACK: "team-ada"}}
    return [resource(), resource(metadata={"labels": None}), resource(metadata=carried)]


def test_what_was_made_tells_the_id_where_the_configuration_was_lost(
    session: Session, recorded: list[Resource]
) -> None:
    assert known_stack_id(session, ()) is None, "a stack that never came up has none"
    assert known_stack_id(session, recorded) == "team-ada", "else the next `up` would refuse its own objects"
    session.configuration_file.parent.mkdir(parents=True, exist_ok=True)
    session.configuration_file.write_text(f"config:\n  {STACK_ID_KEY}: team-chosen\n", encoding="utf-8")
    assert known_stack_id(session, recorded) == "team-chosen", "what people write down counts"
    assert recorded_stack_id([resource()]) is None, "an earlier version gave none"
