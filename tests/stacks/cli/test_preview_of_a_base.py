"""`groundplan preview --offline --base` tells what goes as `check` tells it, and refuses bad input in one sentence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from stacks.checking.reading import Side
from stacks.cli import preview_offline
from stacks.cli.main import run
from stacks.driver import Outcome
from stacks.events import ResourceChange, Violation
from stacks.paths import PROJECT_ROOT
from tests.stacks.checking.test_revision import git

PLANS = PROJECT_ROOT / "stacks" / "plans"
AWS, LOCAL = PLANS / "aws-small.yaml", PLANS / "local-small.yaml"
DIGEST = f"@sha256:{'0' * 64}"
BUCKET = "kubernetes:core/v1:PersistentVolumeClaim"
REPLACED = ResourceChange(stage="planned", operation="replace", kind=BUCKET, name="models", because=("spec",))


def plan(folder: Path, name: str = "plan.yaml", before: str = "", after: str = "") -> Path:
    """Return the example plan for AWS with an image that can be had, and one text in another's place."""
    text = AWS.read_text(encoding="utf-8").replace("@placeholder-your-image-digest", DIGEST)
    assert before in text
    file = folder / name
    file.write_text(text.replace(before, after) if before else text, encoding="utf-8")
    return file


class Engine:
    """Stands for the engine and its throw-away stack: remembers the sides, and plans what it is told."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.sides: list[tuple[Side, Side | None]] = []

    @contextmanager
    def compared(self, name: str, now: Side, base: Side | None) -> Iterator[tuple[object, tuple[str, ...]]]:
        self.sides.append((now, base))
        driver = SimpleNamespace(drive=lambda *given, **options: self.outcome)
        yield SimpleNamespace(driver=driver, project_root=PROJECT_ROOT), ("nobody asked a cluster",)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return an engine that plans to replace a claim."""
    made = Engine(Outcome(planned=[REPLACED], changes={"replace": 1, "same": 9}))
    monkeypatch.setattr(preview_offline, "compared", made.compared)
    return made


def test_what_is_replaced_and_lost_is_told_as_a_check_tells_it(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, now = plan(tmp_path, "base.yaml"), plan(tmp_path, before="us-east-1", after="us-west-2")
    assert run(["preview", "--offline", "--plan", str(now), "--base", str(base)]) == 0
    told = capsys.readouterr().err
    assert f"{BUCKET} models is replaced because of spec, and what it holds is lost" in told
    assert "DATA IS LOST: location changes from us-east-1 to us-west-2" in told
    assert "changes: 1 replaced" in told and "nobody asked a cluster" in told
    ((head, before),) = engine.sides
    assert (head.read.text, before and before.read.text) == (now.read_bytes(), base.read_bytes())


def test_the_document_has_what_goes(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plan(tmp_path)
    assert run(["preview", "--offline", "--plan", str(file), "--base", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["base"] == str(file) and document["changes"]["replace"] == 1
    (replaced,) = document["replaced"]
    assert (replaced["name"], replaced["because"]) == ("models", ["spec"]) and document["destroyed"] == []
    assert len(document["loses_data"]) == 1 and document["notes"] == ["nobody asked a cluster"]


def test_a_revision_brings_plan_and_configuration_of_its_own(engine: Engine, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    file = plan(tmp_path)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    before = file.read_bytes()
    plan(tmp_path, before="count: 0..4", after="count: 0..6")
    assert run(["preview", "--offline", "--plan", str(file), "--base", "HEAD"]) == 0
    ((_, base),) = engine.sides
    assert base and base.read.text == before


def test_a_rule_that_refuses_ends_with_3_after_what_goes_is_told(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.outcome.return_code = 255
    engine.outcome.violations = [Violation(level="mandatory", policy="p/r", resource="a", message="open")]
    file = plan(tmp_path)
    assert run(["preview", "--offline", "--plan", str(file), "--base", str(file)]) == 3
    told = capsys.readouterr().err
    assert "is lost" in told and "p/r: a: open" in told


def test_what_is_protected_and_would_go_is_refused_in_words_of_ours(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.outcome.return_code = 255
    urn = "urn:pulumi:offline::groundplan::aws:s3/bucket:Bucket::storage-models"
    engine.outcome.errors = [f'unable to delete resource "{urn}"\nas it is currently marked for protection.']
    file = plan(tmp_path)
    assert run(["preview", "--offline", "--plan", str(file), "--base", str(file)]) == 2
    told = capsys.readouterr().err
    assert "aws:s3/bucket:Bucket storage-models: it would be destroyed, and it is protected" in told
    assert "marked for protection" not in told


def test_without_a_base_nothing_is_said_to_be_lost(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", "--offline", "--plan", str(plan(tmp_path))]) == 0
    ((_, base),) = engine.sides
    told = capsys.readouterr().err
    assert base is None and "lost" not in told and "note: nobody asked a cluster" in told


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("none.yaml", "--base: there is no file none.yaml; give the path of a plan, or a Git revision"),
        ("no-such-revision", "Git knows no revision 'no-such-revision' here"),
        ("--all", "Git knows no revision '--all' here"),
        ("{folder}/no-yaml.yaml", "--base: "),
        ("{folder}/no-plan.yaml", "it is no plan"),
        ("{folder}/errors.yaml", "is refused today, so nothing can be compared with it; mend it"),
        (
            str(LOCAL),
            "for local is measured against this machine, which is not simulated; give a base for aws",
        ),
    ],
)
def test_a_base_that_is_none_is_refused_in_one_sentence(
    base: str, said: str, engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-qm", "empty", "--allow-empty")
    (tmp_path / "no-yaml.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "no-plan.yaml").write_text("just text", encoding="utf-8")
    plan(tmp_path, "errors.yaml", "cpu: 8", "cpu: many")
    given = base.format(folder=tmp_path)
    assert run(["preview", "--offline", "--plan", str(plan(tmp_path)), f"--base={given}"]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1 and not captured.out
    assert engine.sides == []


def test_a_base_needs_offline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["preview", "--plan", str(plan(tmp_path)), "--base", "HEAD"]) == 2
    assert "add --offline" in capsys.readouterr().err


def test_a_plan_for_this_machine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["preview", "--offline", "--plan", str(LOCAL)]) == 2
    said = capsys.readouterr().err
    assert (
        "measured against this machine, which is not simulated; leave out --offline, or plan for aws" in said
    )
