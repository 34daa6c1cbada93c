"""Two plans that meet in one bucket are told of it before anything is made; who only reads together is not."""

from pathlib import Path

import pytest

from components.plan.loading import load_plan
from components.plan.model import Plan
from stacks.checking.checking import Subject, _begun
from stacks.checking.subjects import subjects
from stacks.cli import up
from stacks.cli.failures import Refused
from stacks.session import Session, open_session
from stacks.shared_buckets import notes, shared_buckets

EXAMPLE = Path(__file__).parents[2] / "stacks" / "plans" / "kubernetes-small.yaml"
ENDPOINT = "https://objects.example.com"


def plan(**stores: tuple[str, str]) -> Plan:
    """Return the example with these object stores alone: name -> what it holds, and its endpoint."""
    made = load_plan(EXAMPLE)
    (kept,) = (store for store in made.storage if store.kind == "object")
    found = [
        kept.model_copy(update={"name": name, "holds": holds, "endpoint": endpoint})
        for name, (holds, endpoint) in stores.items()
    ]
    return made.model_copy(update={"storage": tuple(found)})


def test_a_bucket_of_two_plans_is_told_with_whose_it_is_and_the_way_out() -> None:
    (said,) = notes(plan(models=("models", ENDPOINT)), plan(models=("checkpoints", ENDPOINT)), "stack other")
    assert said.startswith(
        "storage[models]: stack other keeps its checkpoints in the same bucket, models at "
    )
    assert "give the store a name that no other plan has" in said


@pytest.mark.parametrize("endpoint", [f"{ENDPOINT}:443", ENDPOINT.upper().replace("HTTPS", "https")])
def test_one_service_in_another_writing_is_the_same_one(endpoint: str) -> None:
    assert list(notes(plan(models=("models", ENDPOINT)), plan(models=("models", endpoint)), "stack other"))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (plan(models=("models", "https://elsewhere.example.com")), "another service has buckets of its own"),
        (plan(models=("models", f"{ENDPOINT}:9000")), "and so has another port"),
        (plan(team_models=("models", ENDPOINT)), "another name is another bucket"),
        (load_plan(EXAMPLE), "it names none of these"),
    ],
)
def test_another_bucket_is_nothing_to_tell(other: Plan, why: str) -> None:
    assert list(notes(plan(models=("models", ENDPOINT)), other, "stack other")) == [], why


def test_datasets_are_only_read_so_plans_may_share_them() -> None:
    both = plan(datasets=("datasets", ENDPOINT))
    assert list(notes(both, both, "stack other")) == []
    assert list(notes(both, plan(datasets=("scratch", ENDPOINT)), "stack other")), "which that one writes"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose stacks mine and theirs follow one plan; two others cannot be read."""
    monkeypatch.setattr("stacks.paths.PROJECT_ROOT", tmp_path)
    folder = tmp_path / "stacks" / "config"
    folder.mkdir(parents=True)
    for stack, named in {"mine": "a.yaml", "theirs": "a.yaml", "broken": "b.yaml", "gone": "c.yaml"}.items():
        said = f"config:\n  groundplan:plan: {named}\n"
        (folder / f"Pulumi.{stack}.yaml").write_text(said, encoding="utf-8")
    text = EXAMPLE.read_text(encoding="utf-8").replace("holds: datasets", "holds: scratch", 1)
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("name: [", encoding="utf-8")
    return tmp_path


def test_the_stacks_of_the_project_are_looked_at_but_for_its_own(project: Path) -> None:
    mine, valid = open_session("mine"), load_plan(project / "a.yaml")
    assert [each.partition(" keeps ")[0] for each in shared_buckets(mine, valid)] == [
        "storage[datasets]: stack theirs (a.yaml)"
    ], "what cannot be read is told where it is brought up"
    assert shared_buckets(mine, plan()) == (), "a plan without buckets meets nobody"


def test_it_is_told_before_up_and_preview_ask_the_engine(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def first_of_the_engine(_: Session) -> None:
        raise Refused("no engine here")

    monkeypatch.setattr(up, "prepare", first_of_the_engine)
    with pytest.raises(Refused, match="no engine here"):
        up.ready_stack("mine", project / "a.yaml", for_change=True)
    assert "note: storage[datasets]: stack theirs (a.yaml) keeps its scratch" in capsys.readouterr().err


def test_a_check_tells_it_of_each_of_the_two_plans(project: Path) -> None:
    found = [each for each in subjects((), None, None) if isinstance(each, Subject)]
    assert [each.notes[0].partition(" keeps ")[0] for each in found] == [
        "storage[datasets]: stack theirs (a.yaml)",
        "storage[datasets]: stack mine (a.yaml)",
    ]
    assert _begun(found[0]).notes == found[0].notes, "and its report has it"
