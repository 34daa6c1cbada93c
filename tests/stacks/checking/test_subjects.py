"""Which plans are checked, with whose settings, and against what."""

from pathlib import Path

import pytest

from stacks.checking.subjects import subjects
from stacks.cli.failures import Refused
from stacks.paths import PROJECT_ROOT
from tests.stacks.checking.test_revision import git

LARGE = PROJECT_ROOT / "stacks" / "plans" / "azure-large.yaml"


def test_a_plan_has_the_settings_of_the_only_stack_that_names_it() -> None:
    (subject,) = subjects((LARGE,), None, None)
    assert "infiniband" in subject.settings["groundplan:azure"], "which its stack says, and no other"
    (subject,) = subjects((LARGE,), "aws-large", None)
    assert "groundplan:azure" not in subject.settings, "a stack that is named is the one that holds"


def test_a_plan_that_no_stack_names_has_the_default_stack_s_settings(tmp_path: Path) -> None:
    copy = tmp_path / LARGE.name
    copy.write_bytes(LARGE.read_bytes())
    (subject,) = subjects((copy,), None, None)
    assert "groundplan:azure" not in subject.settings


def test_a_broken_neighbour_does_not_matter_to_a_named_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configurations = tmp_path / "stacks" / "config"
    configurations.mkdir(parents=True)
    (configurations / "Pulumi.other.yaml").write_text("{", encoding="utf-8")
    (configurations / "Pulumi.a b.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr("stacks.paths.PROJECT_ROOT", tmp_path)
    (subject,) = subjects((LARGE,), None, None)
    assert subject.settings == {}


def test_without_names_the_plan_of_every_stack_is_checked() -> None:
    found = [subject.file.name for subject in subjects((), None, None)]
    assert len(found) == 6 and LARGE.name in found


def test_a_named_plan_that_the_base_lacks_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-qm", "empty", "--allow-empty")
    copy = tmp_path / LARGE.name
    copy.write_bytes(LARGE.read_bytes())
    with pytest.raises(Refused, match=r"--base: HEAD has no .*azure-large.yaml; give a revision that has it"):
        subjects((copy,), None, "HEAD")
