"""What a stack's configuration says is read without an engine."""

from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.configuration import configured, configured_value, plain_values
from stacks.paths import UserFolders
from stacks.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "stacks" / "config").mkdir(parents=True)
    folders = UserFolders(state=tmp_path, configuration=tmp_path, cache=tmp_path)
    return Session(stack="team", folders=folders, project_root=tmp_path, backend="file:///x", may_build=False)


def test_a_text_under_a_key_is_found_and_anything_else_is_not(session: Session) -> None:
    assert configured(session, "groundplan:context") is None, "no file says nothing"
    session.configuration_file.write_text(
        "config:\n  groundplan:context: prod\n  groundplan:plan:\n    secure: v1:x\n"
    )
    assert configured(session, "groundplan:context") == "prod", "as `pulumi config set` wrote it"
    assert configured(session, "groundplan:plan") is None, "a secret is not opened here"
    assert configured(session, "groundplan:kubeconfig") is None, "what is not there is not invented"


def test_a_file_that_is_no_yaml_is_refused_with_the_remedy(session: Session) -> None:
    session.configuration_file.write_text("config: [")
    with pytest.raises(Refused, match="is not YAML"):
        configured(session, "groundplan:context")


def test_lists_and_mappings_are_found_as_they_are(session: Session) -> None:
    session.configuration_file.write_text(
        "config:\n  aws:allowedAccountIds: ['1']\n  aws:profile:\n    secure: v1:x\n"
    )
    assert configured_value(session, "aws:allowedAccountIds") == ["1"]
    assert configured_value(session, "aws:profile") == {"secure": "v1:x"}, "who asks sees that it is a secret"
    assert configured_value(session, "aws:assumeRoles") is None


def test_all_that_is_plain_is_handed_on_as_the_engine_does_it_and_no_secret(session: Session) -> None:
    assert plain_values(session) == {}, "no file says nothing"
    session.configuration_file.write_text(
        "config:\n  gcp:project: team\n  groundplan:azure:\n    infiniband: rdma/a\n  aws:token:\n    secure: v1:x\n"
    )
    assert plain_values(session) == {"gcp:project": "team", "groundplan:azure": '{"infiniband": "rdma/a"}'}
