"""Which plans are checked, with whose settings, and against what."""

import json
from pathlib import Path

import pytest

from components.plan.defaults import CLOUDS
from stacks.checking.checking import Subject
from stacks.checking.configured import rules_altered
from stacks.checking.parted import Gone, Unread
from stacks.checking.subjects import Looked, subjects
from stacks.cli.failures import Refused
from stacks.paths import PROJECT_ROOT
from tests.stacks.checking.test_revision import git

LARGE = PROJECT_ROOT / "stacks" / "plans" / "azure-large.yaml"


def plans(named: tuple[Path, ...], stack: str | None = None) -> tuple[Subject, ...]:
    """Return plans that can be read."""
    return tuple(each for each in subjects(named, stack, None) if isinstance(each, Subject))


def test_a_plan_has_the_settings_of_the_only_stack_that_names_it() -> None:
    (subject,) = plans((LARGE,))
    assert "infiniband" in subject.settings["groundplan:azure"], "which its stack says, and no other"
    (subject,) = plans((LARGE,), "aws-large")
    assert "groundplan:azure" not in subject.settings, "a stack that is named is the one that holds"


def test_a_plan_that_no_stack_names_has_the_default_stack_s_settings(tmp_path: Path) -> None:
    copy = tmp_path / LARGE.name
    copy.write_bytes(LARGE.read_bytes())
    (subject,) = plans((copy,))
    assert "groundplan:azure" not in subject.settings


def test_a_broken_neighbour_does_not_matter_to_a_named_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configurations = tmp_path / "stacks" / "config"
    configurations.mkdir(parents=True)
    (configurations / "Pulumi.other.yaml").write_text("{", encoding="utf-8")
    (configurations / "Pulumi.a b.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr("stacks.paths.PROJECT_ROOT", tmp_path)
    (subject,) = plans((LARGE,))
    assert subject.settings == {}


def test_without_names_the_plan_of_every_stack_is_checked() -> None:
    found = [subject.file.name for subject in subjects((), None, None)]
    examples = {f"{cloud}-{size}.yaml" for cloud in CLOUDS for size in ("small", "large")}
    assert examples <= set(found), "beside whatever stacks are of this machine alone"


def test_a_named_plan_that_the_base_lacks_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-qm", "empty", "--allow-empty")
    copy = tmp_path / LARGE.name
    copy.write_bytes(LARGE.read_bytes())
    with pytest.raises(Refused, match=r"--base: HEAD has no .*azure-large.yaml; give a revision that has it"):
        subjects((copy,), None, "HEAD")


SMALL = (PROJECT_ROOT / "stacks" / "plans" / "aws-small.yaml").read_text(encoding="utf-8")


class Project:
    """A project in a repository of its own, committed once with the stacks `one` and `two` of the same plan."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "init", "-q")
        for name in ("one", "two"):
            self.plan(name, SMALL)
            self.configure(name, {"groundplan:plan": f"plans/{name}.yaml"})
        self.commit()

    def plan(self, name: str, text: str) -> Path:
        file = self.root / "plans" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def configure(self, stack: str, values: dict[str, object]) -> None:
        file = self.root / "stacks" / "config" / f"Pulumi.{stack}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"config": values}), encoding="utf-8")

    def commit(self) -> None:
        git(self.root, "add", ".")
        git(self.root, "commit", "-qm", "more")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project that stands where the checkout does."""
    monkeypatch.setattr("stacks.paths.PROJECT_ROOT", tmp_path)
    return Project(tmp_path)


def looked_at(revision: str | None = "HEAD") -> dict[str, Looked]:
    """Return what is looked at when nobody names a plan, by the name of its file."""
    return {looked.file.name: looked for looked in subjects((), None, revision)}


def test_each_side_has_the_configuration_of_its_own_revision(project: Project) -> None:
    key = "groundplan:kubernetes-version"
    project.configure(
        "one", {"groundplan:plan": "plans/one.yaml", key: "1.33", "aws:token": {"secure": "v1:b"}}
    )
    found = looked_at()["one.yaml"]
    assert isinstance(found, Subject) and found.base
    assert found.settings[key] == "1.33" and key not in found.base.settings
    assert [(each.key, each.before, each.now) for each in found.altered] == [
        ("aws:token", None, "a secret"),
        (key, None, "1.33"),
    ]
    assert found.altered[0].file == "stacks/config/Pulumi.one.yaml"


def test_a_renamed_plan_is_compared_with_the_one_that_its_stack_followed(project: Project) -> None:
    (project.root / "plans" / "one.yaml").rename(project.root / "plans" / "prod.yaml")
    project.plan("prod", SMALL.replace("us-east-1", "us-west-2"))
    project.configure("one", {"groundplan:plan": "plans/prod.yaml"})
    for found in (looked_at()["prod.yaml"], *subjects((project.root / "plans" / "prod.yaml",), None, "HEAD")):
        assert isinstance(found, Subject) and found.base and found.base.read and found.base.read.plan
        assert found.base.read.plan.location == "us-east-1" and not found.base.is_missing
        assert [each.key for each in found.altered] == ["groundplan:plan"], "and a reviewer sees it"


def test_a_stack_that_goes_is_looked_at_with_what_it_followed(project: Project) -> None:
    (project.root / "stacks" / "config" / "Pulumi.two.yaml").unlink()
    (project.root / "plans" / "two.yaml").unlink()
    assert set(looked_at(None)) == {"one.yaml"}
    gone = looked_at()["Pulumi.two.yaml"]
    assert isinstance(gone, Gone) and gone.stack == "two"
    assert gone.base.read and gone.base.read.topology, "its plan is read from the base"


def test_a_stack_that_follows_no_plan_any_more_goes_as_well(project: Project) -> None:
    project.configure("two", {})
    assert isinstance(looked_at()["Pulumi.two.yaml"], Gone)


def test_a_new_stack_is_all_new_whatever_plan_it_follows(project: Project) -> None:
    project.configure("three", {"groundplan:plan": "plans/one.yaml"})
    project.configure("one", {"groundplan:plan": "plans/two.yaml"})
    by_stack = [each for each in subjects((), None, "HEAD") if isinstance(each, Subject) and each.base]
    notes = [each.base.note for each in by_stack if each.base and each.base.is_missing]
    assert notes == ["HEAD has no stack three: all of it is new"]


def test_one_file_without_a_plan_keeps_no_other_from_being_judged(project: Project) -> None:
    broken = project.plan("two", "a: 1\nb: [")
    (project.root / "stacks" / "config" / "Pulumi.three.yaml").write_text("{", encoding="utf-8")
    project.configure("four", {"groundplan:plan": "plans/none.yaml"})
    found = looked_at()
    assert isinstance(found["one.yaml"], Subject)
    assert isinstance(found["Pulumi.three.yaml"], Unread) and isinstance(found["Pulumi.four.yaml"], Unread)
    unread = found["two.yaml"]
    assert isinstance(unread, Unread) and unread.why.line > 1, "it is told where it shows"
    with pytest.raises(Refused):
        subjects((broken,), None, None)


def test_a_plan_of_another_repository_is_not_compared_with_this_project_s_revisions(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("plans")
    git(elsewhere, "init", "-q")
    file = elsewhere / "plan.yaml"
    file.write_text(SMALL, encoding="utf-8")
    git(elsewhere, "add", ".")
    git(elsewhere, "commit", "-qm", "first")
    git(elsewhere, "tag", "only-there")
    (found,) = subjects((file,), None, "only-there")
    assert isinstance(found, Subject) and found.base and found.base.settings == found.settings
    assert rules_altered(project.root, [file], "only-there") == ()


def test_what_is_set_of_rules_is_compared_with_the_revision(project: Project) -> None:
    rules = project.root / "stacks" / "config" / "policies.json"
    rules.write_text('{"all": "disabled"}', encoding="utf-8")
    (found,) = rules_altered(project.root, [project.root / "plans" / "one.yaml"], "HEAD")
    assert (found.key, found.before, found.now, found.lowers) == ("all", None, "disabled", True)
    project.commit()
    assert rules_altered(project.root, [project.root / "plans" / "one.yaml"], "HEAD") == ()
    assert rules_altered(project.root, [project.root / "plans" / "one.yaml"], None) == ()
