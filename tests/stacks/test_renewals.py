"""An authority's end is told in time: by `status`, before `up` renews it, and by `doctor` from the state."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from components.authorities.renewal import TERM
from stacks import renewals
from stacks.cli.failures import Failed
from stacks.paths import UserFolders
from stacks.renewals import recorded_renewal_notes, renewal_notes
from stacks.session import Session
from stacks.state import Deployment

ENDS = datetime(2028, 11, 22, tzinfo=UTC)
IN_TIME = ENDS - TERM + timedelta(days=1)
OUTPUTS: dict[str, Any] = {
    "clusters": [
        {"name": "train", "authority_ends": ENDS.isoformat()},
        {"name": "serve", "authority_ends": (ENDS + TERM).isoformat()},
        {"name": "local"},
    ]
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    folders = UserFolders(state=tmp_path / "state", configuration=tmp_path / "c", cache=tmp_path / "cache")
    return Session(
        stack="team", folders=folders, project_root=tmp_path, backend=f"file://{tmp_path}", may_build=False
    )


def test_each_cluster_is_told_of_in_its_own_last_term() -> None:
    [said] = renewal_notes(OUTPUTS, IN_TIME)
    assert "cluster train ends on 2028-11-22" in said, "the one that is due, and no other"
    assert renewal_notes(OUTPUTS, IN_TIME - TERM) == [], "long before there is nothing to do"
    assert renewal_notes({}, IN_TIME) == [], "a stack that is not up has none"


def test_the_registrys_is_told_of_beside_those_of_clusters() -> None:
    outputs = {**OUTPUTS, "registry": {"url": "https://simulated", "authority_ends": ENDS.isoformat()}}
    _, said = renewal_notes(outputs, IN_TIME)
    assert "the registry ends on 2028-11-22" in said and "ends no job" in said, "which one, and what it costs"
    assert "nobody believes it" in renewal_notes(outputs, ENDS)[-1], "and that it is late"
    assert len(renewal_notes({**OUTPUTS, "registry": {"path": "/kept"}}, IN_TIME)) == 1, (
        "a mounted one has none"
    )


def test_the_doctor_reads_it_from_the_state(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment(resources=(), outputs=OUTPUTS, pending=())
    monkeypatch.setattr(renewals, "is_unrecorded", lambda _session: False)
    monkeypatch.setattr(renewals, "read_state", lambda _session: deployment)
    assert recorded_renewal_notes(session, IN_TIME) == tuple(renewal_notes(OUTPUTS, IN_TIME))


def test_a_state_that_cannot_be_read_is_told_by_who_needs_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> None:
        raise Failed("it cannot be read")

    monkeypatch.setattr(renewals, "is_unrecorded", lambda _session: False)
    monkeypatch.setattr(renewals, "read_state", fail)
    assert recorded_renewal_notes(session, IN_TIME) == (), "the doctor goes on with what it can tell"


def test_for_a_stack_that_was_never_made_no_engine_is_asked(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_session: Session) -> None:
        raise AssertionError("an engine was asked")

    monkeypatch.setattr(renewals, "read_state", never)
    assert recorded_renewal_notes(session, IN_TIME) == ()
