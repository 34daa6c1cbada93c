"""What another revision of a repository has: its texts alone, and no code of that revision."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stacks.cli.failures import Refused


@dataclass(frozen=True, kw_only=True)
class Repository:
    """Where in a repository a folder is, there or not: `folder` is the nearest that is there, and where Git is asked.

    `root` is the repository's own folder; `prefix` is the path in it, ending in a slash, or empty.
    """

    root: Path
    folder: Path
    prefix: str


def repository_of(file: Path) -> Repository | None:
    """Return where in a repository a file lies, or None where it lies in none, or there is no Git."""
    there = next((folder for folder in file.parents if folder.is_dir()), Path())
    done = _git(there, "rev-parse", "--show-toplevel", "--show-prefix")
    if done is None or done.returncode:
        return None
    root, prefix = os.fsdecode(done.stdout).removesuffix("\n").rsplit("\n", 1)
    below = "".join(f"{part}/" for part in file.parent.relative_to(there).parts)
    return Repository(root=Path(root), folder=there, prefix=prefix + below)


def at_revision(file: Path, revision: str) -> bytes | None:
    """Return what a file has in a revision of its repository; None where it is not there: it is new.

    Raises:
        Refused: the file lies in no repository, or that has no such revision.
    """
    place, commit = _place_at(file, revision)
    path = f"{commit}:{place.prefix}{file.name}"
    kind = _git(place.folder, "cat-file", "-t", path)
    if kind is None or kind.returncode or kind.stdout.strip() != b"blob":
        return None
    found = _git(place.folder, "cat-file", "blob", path)
    if found is None or found.returncode:
        raise Refused(f"--base: Git cannot read {path}; is the repository whole?")
    return found.stdout


def names_at_revision(folder: Path, revision: str) -> tuple[str, ...]:
    """Return the names of what a folder has in a revision of its repository, sorted; none where there is no folder.

    Raises what `at_revision` raises.
    """
    place, commit = _place_at(folder / "any", revision)
    found = _git(place.folder, "ls-tree", "-z", "--full-tree", "--name-only", f"{commit}:{place.prefix}")
    if found is None or found.returncode:
        return ()
    return tuple(sorted(map(os.fsdecode, filter(None, found.stdout.split(b"\0")))))


def _place_at(file: Path, revision: str) -> tuple[Repository, str]:
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
    return place, commit


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
