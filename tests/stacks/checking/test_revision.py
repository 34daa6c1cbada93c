"""The plan of another revision is read as text, and what Git does not know is refused in one sentence."""

import subprocess
from pathlib import Path

import pytest

from stacks.checking.revision import at_revision, names_at_revision, repository_of
from stacks.cli.failures import Refused


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan in a folder of a repository, committed once and changed since."""
    git(tmp_path, "init", "-q")
    file = tmp_path / "plans" / "a plan.yaml"
    file.parent.mkdir()
    file.write_text("name: old\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    file.write_text("name: new\n", encoding="utf-8")
    return file


def test_the_text_of_the_revision_is_read(plan: Path) -> None:
    assert at_revision(plan, "HEAD") == b"name: old\n"
    place = repository_of(plan)
    assert place is not None and place.prefix == "plans/" and place.root == plan.parents[1].resolve()


def test_a_plan_that_the_revision_lacks_is_new(plan: Path) -> None:
    assert at_revision(plan.with_name("other.yaml"), "HEAD") is None
    assert at_revision(plan.parent, "HEAD") is None, "a folder is no plan"


def test_what_a_folder_had_is_read_also_when_the_folder_is_gone(plan: Path) -> None:
    assert names_at_revision(plan.parent, "HEAD") == ("a plan.yaml",)
    plan.unlink()
    plan.parent.rmdir()
    assert names_at_revision(plan.parent, "HEAD") == ("a plan.yaml",)
    assert names_at_revision(plan.parent / "none", "HEAD") == ()
    assert at_revision(plan, "HEAD") == b"name: old\n"


@pytest.mark.parametrize("revision", ["none", "--output=x", "", "HEAD:plans", "HEAD\x00"])
def test_a_revision_that_git_does_not_know_is_refused(plan: Path, revision: str) -> None:
    with pytest.raises(Refused, match="Git knows no revision"):
        at_revision(plan, revision)


def test_outside_of_a_repository_nothing_can_be_compared(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="lies in no Git repository"):
        at_revision(tmp_path / "plan.yaml", "HEAD")
