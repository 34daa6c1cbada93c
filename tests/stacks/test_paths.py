"""Where things lie, after the XDG specification."""

import stat
from pathlib import Path

import pytest

from components.hosts.inventory import state_folder
from stacks.cli.failures import Refused
from stacks.paths import PROJECT_ROOT, checked_stack_name, private_folder, user_folders


def test_folders_follow_xdg_and_ignore_relative_values() -> None:
    default = user_folders({"HOME": "/person"})
    assert default.state == Path("/person/.local/state/groundplan"), "the specification's default"
    assert default.passphrase == Path("/person/.config/groundplan/passphrase"), "configuration, not state"
    assert default.cache == Path("/person/.cache/groundplan"), "what can be made again"
    chosen = user_folders({"HOME": "/person", "XDG_STATE_HOME": "/state", "XDG_CONFIG_HOME": "relative"})
    assert chosen.token("local", "train") == Path("/state/groundplan/stacks/local/tokens/train"), "as chosen"
    assert chosen.configuration == default.configuration, "the specification lets relative values be ignored"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-x", "a b", "x" * 101, "é", "a\n"])
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="is not a stack's name"):
        checked_stack_name(name)


@pytest.mark.parametrize("name", ["local", "local-2", "aws_eu.1", "x" * 100])
def test_every_name_of_the_engine_is_taken(name: str) -> None:
    assert checked_stack_name(name) == name, "Pulumi allows it"


def test_state_is_private_and_the_root_is_the_checkout(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "deep" / "state")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700, "nobody else lists keys and logs"
    assert (PROJECT_ROOT / "Pulumi.yaml").is_file(), "the engine runs there"


@pytest.mark.parametrize("value", ["", "relative", "/state"])
def test_the_commands_and_the_hosts_target_agree_where_a_stack_lies(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", "/person")
    monkeypatch.setenv("XDG_STATE_HOME", value)
    assert state_folder("local") == user_folders().stack("local"), (
        "tokens and volumes would be looked for elsewhere"
    )
