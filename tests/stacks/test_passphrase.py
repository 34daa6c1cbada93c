"""The passphrase is made once, private, and never silently anew."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.passphrase import PASSPHRASE_BYTES, checked_passphrase, ensure_passphrase


def test_it_is_made_once_random_and_private(tmp_path: Path) -> None:
    first = ensure_passphrase(tmp_path / "one" / "passphrase", stack_exists=False)
    other = ensure_passphrase(tmp_path / "two" / "passphrase", stack_exists=False)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600, "only its owner reads it"
    assert len(first.read_text()) == 2 * PASSPHRASE_BYTES, "hexadecimal digits of the key"
    assert first.read_text() != other.read_text(), "two users never share one"
    before = first.read_text()
    assert ensure_passphrase(first, stack_exists=True).read_text() == before, "it never changes"
    assert list(first.parent.iterdir()) == [first], "no half-made file stays beside it"


def test_commands_that_race_agree_on_one(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"

    def make(_turn: int) -> str:
        return ensure_passphrase(file, stack_exists=False).read_text()

    with ThreadPoolExecutor(8) as pool:
        read = set(pool.map(make, range(32)))
    assert len(read) == 1, "whoever wins, all read the same passphrase"
    assert read == {file.read_text()}, "and it is the one that stays"


def test_a_missing_one_is_refused_while_a_stack_exists(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    with pytest.raises(Refused, match="losing it loses the volumes"):
        ensure_passphrase(file, stack_exists=True)
    assert not file.exists(), "a fresh one could open nothing and would hide the loss"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o755])
def test_one_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = ensure_passphrase(tmp_path / "passphrase", stack_exists=False)
    file.chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        checked_passphrase(file)


def test_an_empty_one_a_folder_and_nothing_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch(mode=0o600)
    with pytest.raises(Refused, match="is empty"):
        checked_passphrase(empty)
    with pytest.raises(Refused, match="not a regular file"):
        checked_passphrase(tmp_path)
    with pytest.raises(Refused, match="cannot be read"):
        checked_passphrase(tmp_path / "nothing")
