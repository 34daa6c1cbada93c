"""Writes files whole or not at all: a reader sees the old text or the new one, and of several files all or none."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

NEW_FILE_MODE = 0o644
"""Tables and locks hold nothing secret; a file that is there keeps its mode."""


def replace_whole(texts: Mapping[Path, str]) -> None:
    """Let each file hold its text; their folders must be there. Raises OSError, with every file as it was.

    Everything is on the disk before the first file is replaced, so only a loss of power in between leaves some of them
    old.
    """
    drafts: dict[Path, Path] = {}
    try:
        for file, text in texts.items():
            drafts[file] = _draft(file, text)
        for file, draft in drafts.items():
            draft.replace(file)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _draft(file: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        draft.chmod(file.stat().st_mode & 0o777 if file.exists() else NEW_FILE_MODE)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
