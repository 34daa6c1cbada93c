"""Which plan a stack follows."""

from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.paths import user_folders
from stacks.plan_choice import (
    chosen_plan,
    configured_plan,
    missing_settings,
    named_in_configuration,
    needs_providers,
)
from stacks.session import Session
from stacks.state import Deployment, Resource
from tests.components.topology.cluster_nodes import kubernetes_plan
from tests.components.topology.plans import plan as local_plan


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "stacks" / "config").mkdir(parents=True)
    (tmp_path / "plan.yaml").touch()
    folders = user_folders({"HOME": str(tmp_path)})
    return Session(
        stack="local", folders=folders, project_root=tmp_path, backend="file:///x", may_build=False
    )


@pytest.mark.parametrize(
    ("content", "plan"),
    [
        ("encryptionsalt: v1:x\nconfig:\n  groundplan:plan: stacks/plans/a.yaml\n", "stacks/plans/a.yaml"),
        ("config:\n  groundplan:plan: 'with space.yaml'\n", "with space.yaml"),
        ('config:\n  groundplan:plan: "q.yaml"\n', "q.yaml"),
        ("config:\n  groundplan:planner: x\n  other:plan: y\n", None),
        ("", None),
        ("config:\n  'groundplan:plan': quoted-key.yaml\n", "quoted-key.yaml"),
        ("# groundplan:plan: a-remark.yaml\nconfig:\n  groundplan:plan:\n    secure: v1:abc\n", None),
    ],
)
def test_the_configuration_names_the_plan(session: Session, content: str, plan: str | None) -> None:
    session.configuration_file.write_text(content)
    assert configured_plan(session) == plan, f"in {content!r}"


@pytest.mark.parametrize("content", [b"config: [", b"config: \xff", b"config: {a: 1, a: 2}"])
def test_a_configuration_that_cannot_be_read_is_refused_by_name(session: Session, content: bytes) -> None:
    session.configuration_file.write_bytes(content)
    with pytest.raises(Refused, match=r"Pulumi\.local\.yaml is not YAML .*; mend it") as caught:
        configured_plan(session)
    assert "\n" not in str(caught.value), "one sentence"


def test_what_the_command_says_wins(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--plan"):
        chosen_plan(session, None)
    session.configuration_file.write_text("config:\n  groundplan:plan: plan.yaml\n")
    assert chosen_plan(session, None) == tmp_path / "plan.yaml", "relative to the project, wherever we stand"
    (tmp_path / "other.yaml").touch()
    assert chosen_plan(session, tmp_path / "other.yaml") == tmp_path / "other.yaml", "as given"
    with pytest.raises(Refused, match="there is no file"):
        chosen_plan(session, tmp_path / "nowhere.yaml")


def test_a_plan_inside_the_project_is_named_relative_to_it(session: Session, tmp_path: Path) -> None:
    assert named_in_configuration(session, tmp_path / "stacks" / "a.yaml") == "stacks/a.yaml", "it may move"
    assert named_in_configuration(session, Path("/elsewhere/a.yaml")) == "/elsewhere/a.yaml", "it may not"


def test_only_a_stack_on_kubernetes_gets_an_id_and_only_once(session: Session) -> None:
    assert missing_settings(session, "a.yaml", local_plan(), None) == {"groundplan:plan": "a.yaml"}
    made = missing_settings(session, "a.yaml", kubernetes_plan(), None)
    assert made.keys() == {"groundplan:plan", "groundplan:stack-id"}
    assert made["groundplan:stack-id"].startswith("local-"), "whose name it tells"
    lines = "".join(f"  {key}: {value}\n" for key, value in made.items())
    session.configuration_file.write_text(f"config:\n{lines}")
    assert missing_settings(session, "a.yaml", kubernetes_plan(), None) == {}, "it stays what it is"


def test_the_engine_fetches_providers_only_where_the_plan_has_some(session: Session) -> None:
    assert needs_providers(kubernetes_plan(), None)
    assert not needs_providers(local_plan(), None), (
        "else it would look for those of every SDK that is installed"
    )
    assert needs_providers(local_plan(), having("aws:s3/bucket:Bucket")), "what is there still has to go"
    assert not needs_providers(local_plan(), having("pulumi-python:dynamic/hosts:Volume"))


def having(kind: str) -> Deployment:
    made = Resource(urn="u", kind=kind, is_custom=True, is_protected=False, inputs={})
    return Deployment(resources=(made,), outputs={}, pending=())


def test_an_id_that_the_configuration_lost_is_what_the_objects_carry(session: Session) -> None:
    labels = {"metadata": {"labels": {"groundplan-stack": "local-1"}}}
    made = Resource(urn="u", kind="k", is_custom=True, is_protected=False, inputs=labels)
    recorded = Deployment(resources=(made,), outputs={}, pending=())
    missing = missing_settings(session, "a.yaml", kubernetes_plan(), recorded)
    assert missing["groundplan:stack-id"] == "local-1", "else its own objects would be refused"
