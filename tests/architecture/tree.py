"""The files of a tree as the house sees them: what Git tracks, and what it would track if it were added."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
"""The root of this project."""

PACKAGES = ("components", "stacks", "policies", "workloads")
"""The importable top-level packages."""


def files(root: Path) -> list[Path]:
    """Return the files below `root` that Git does not ignore, relative to it and sorted.

    Raises `subprocess.CalledProcessError` where `root` is no Git work tree.
    """
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(Path(name) for name in set(listing.split("\0")) if name and (root / name).is_file())


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """Yield the Python files of `root` that lie in one of the top-level `folders`."""
    for path in files(root):
        if path.suffix == ".py" and path.parts[0] in folders:
            yield path


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of the Python file at the absolute `path`."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
