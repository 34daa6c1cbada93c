"""Several files are replaced together, whole, or none of them."""

import os
import stat
from pathlib import Path

import pytest

from stacks.whole_files import replace_whole


def test_files_hold_their_texts_and_keep_their_modes(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("before", encoding="utf-8")
    old.chmod(0o600)
    replace_whole({old: "after", new: "made"})
    assert (old.read_text(encoding="utf-8"), new.read_text(encoding="utf-8")) == ("after", "made")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600, "as it was"
    assert stat.S_IMODE(new.stat().st_mode) == 0o644, "no secret"


def test_where_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        replace_whole({file: "after", tmp_path / "missing" / "file": "never"})
    assert file.read_text(encoding="utf-8") == "before"
    assert os.listdir(tmp_path) == ["file"], "no draft is left"  # noqa: PTH208 - hidden files count
