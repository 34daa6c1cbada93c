"""Each target is asked in its own way; a cloud is told whose things are meant, and in which account."""

from pathlib import Path

import pytest

from components.topology.asking import NoCredentials
from components.topology.audit import Audit, Found
from stacks.auditing.looking import NAMELESS, audit_stack
from stacks.cli.failures import Refused
from stacks.paths import UserFolders
from stacks.plan_choice import load_valid_plan
from stacks.session import Session
from tests.stacks.auditing.clouds import plan_for_aws, simulated_target

EMPTY = Audit(place="account 1", left=())


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "stacks" / "config").mkdir(parents=True)
    folders = UserFolders(state=tmp_path, configuration=tmp_path, cache=tmp_path)
    return Session(stack="team", folders=folders, project_root=tmp_path, backend="file:///x", may_build=False)


def configure(session: Session, text: str) -> None:
    session.configuration_file.write_text(f"config:\n{text}")


def test_a_cloud_is_told_whose_things_are_meant_and_whose_account(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = simulated_target(monkeypatch, EMPTY)
    configure(session, "  groundplan:stack-id: team-1a\n  aws:allowedAccountIds: ['123456789012']\n")
    plan = load_valid_plan(plan_for_aws(tmp_path))
    assert audit_stack(session, plan) == EMPTY
    (request,) = target.asked
    assert (request.plan, request.location, request.stack) == (plan.name, plan.location, "team")
    assert request.stack_id == "team-1a" and request.configured("aws:allowedAccountIds") == ["123456789012"]
    assert request.configured("aws:profile") is None


def test_of_a_stack_without_an_id_it_is_said_that_all_of_the_plan_counts(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = simulated_target(monkeypatch, EMPTY)
    found = audit_stack(session, load_valid_plan(plan_for_aws(tmp_path)))
    assert found.notes == (NAMELESS,) and target.asked[0].stack_id is None


def test_missing_credentials_are_refused_in_the_sentence_of_who_missed_them(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated_target(monkeypatch, NoCredentials("there are no credentials of AWS here; log in"))
    with pytest.raises(Refused, match=r"^there are no credentials of AWS here; log in$"):
        audit_stack(session, load_valid_plan(plan_for_aws(tmp_path)))


def test_what_is_encrypted_in_the_configuration_is_refused_and_not_ignored(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = simulated_target(monkeypatch, EMPTY)
    configure(session, "  aws:profile:\n    secure: v1:x\n")
    audit_stack(session, load_valid_plan(plan_for_aws(tmp_path)))
    with pytest.raises(Exception, match="aws:profile of the stack is encrypted"):
        target.asked[0].configured("aws:profile")


def test_a_target_that_is_not_built_is_refused_with_those_that_are(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.targets.TARGETS", {"local": "components.hosts.platform"})
    with pytest.raises(Refused, match='target: "aws" is not built yet; built: local'):
        audit_stack(session, load_valid_plan(plan_for_aws(tmp_path)))


def test_on_this_machine_what_a_sweep_would_take_is_left(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Found(kind="folder", name="records", location="this machine", is_named=True)
    monkeypatch.setattr("components.hosts.remains.remains", lambda stack: [folder] if stack == "team" else [])
    monkeypatch.setattr("stacks.auditing.looking.orphans_of", lambda _: {7: "pulumi-language-python"})
    plan = load_valid_plan(Path(__file__).parents[3] / "stacks" / "plans" / "local-small.yaml")
    found = audit_stack(session, plan)
    assert [(each.kind, each.name) for each in found.left] == [
        ("folder", "records"), ("plugin", "7 (pulumi-language-python)"),
    ]  # fmt: skip
