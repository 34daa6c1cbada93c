"""The plan as another revision of its repository has it: its text alone, and no code of that revision."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stacks.cli.failures import Refused


@dataclass(frozen=True, kw_only=True)
class Repository:
    """The folder of a plan within its repository; `prefix` is its path there, ending in a slash, or empty."""

    folder: Path
    prefix: str


def repository_of(file: Path) -> Repository | None:
    """Return where in a repository a file lies, or None where it lies in none, or there is no Git."""
    done = _git(file.parent, "rev-parse", "--show-prefix")
    if done is None or done.returncode:
        return None
    return Repository(folder=file.parent, prefix=os.fsdecode(done.stdout).removesuffix("\n"))


def at_revision(file: Path, revision: str) -> bytes | None:
    """Return what a file has in a revision of its repository; None where it is not there: the plan is new.

    Raises:
        Refused: the file lies in no repository, or that has no such revision.
    """
    place = repository_of(file)
    if place is None:
        raise Refused(
            f"--base: {file} lies in no Git repository, so there is no revision of it to compare with"
        )
    commit = _commit(place.folder, revision)
    if commit is None:
        raise Refused(
            f"--base: Git knows no revision {revision!r} here; give a branch, a tag or a commit that is fetched"
        )
    path = f"{commit}:{place.prefix}{file.name}"
    kind = _git(place.folder, "cat-file", "-t", path)
    if kind is None or kind.returncode or kind.stdout.strip() != b"blob":
        return None
    found = _git(place.folder, "cat-file", "blob", path)
    if found is None or found.returncode:
        raise Refused(f"--base: Git cannot read {path}; is the repository whole?")
    return found.stdout


def _commit(folder: Path, revision: str) -> str | None:
    if revision.startswith("-"):  # Git would read it as an option
        return None
    done = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return os.fsdecode(done.stdout).strip() if done is not None and done.returncode == 0 else None


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except (OSError, ValueError):  # no Git, or a name that no program can be given
        return None
