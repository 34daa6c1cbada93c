"""The version of Kubernetes that a stack says is read alike by all who need it without an engine."""

from pathlib import Path

import pytest

from components.topology.asking import CannotAsk
from components.topology.cluster_version import ON_CLOUDS
from components.topology.errors import TopologyErrors
from stacks.kubernetes_version import kubernetes_version
from stacks.paths import UserFolders
from stacks.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Return a session whose project lies in a folder of the test."""
    (tmp_path / "stacks" / "config").mkdir(parents=True)
    folders = UserFolders(state=tmp_path, configuration=tmp_path, cache=tmp_path)
    return Session(stack="team", folders=folders, project_root=tmp_path, backend="file:///x", may_build=False)


def said(session: Session, version: str) -> Session:
    """Let the stack's configuration say a version, as it is written in YAML."""
    session.configuration_file.write_text(f"config:\n  groundplan:kubernetes-version: {version}\n")
    return session


@pytest.mark.parametrize("written", ['"1.36"', "1.36"])
def test_a_version_without_quotes_is_the_one_that_the_engine_hands_on(session: Session, written: str) -> None:
    assert kubernetes_version(said(session, written)) == "1.36"


def test_a_stack_that_says_none_gets_the_usual_one(session: Session) -> None:
    assert kubernetes_version(session) == ON_CLOUDS


def test_what_is_no_version_or_encrypted_is_told_and_not_taken_for_the_usual_one(session: Session) -> None:
    with pytest.raises(TopologyErrors, match=r"gives '1\.37'; it is one of"):
        kubernetes_version(said(session, "1.37"))
    with pytest.raises(CannotAsk, match="groundplan:kubernetes-version of the stack is encrypted"):
        kubernetes_version(said(session, "{secure: v1:x}"))
