"""`groundplan check` refuses bad input in one sentence, writes a report whole or not at all, and ends as it must."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.cli import check
from stacks.cli.failures import Failed
from stacks.cli.main import run
from tests.stacks.checking.test_revision import git
from tests.stacks.offline.simulated_clouds.cloud_program import search_path_with

ROOT = Path(__file__).parents[3]
LOCAL = str(ROOT / "stacks" / "plans" / "local-small.yaml")
AWS = ROOT / "stacks" / "plans" / "aws-small.yaml"
BAD = ROOT / "tests" / "components" / "plan" / "bad_plans" / "many-errors-at-once.yaml"
LIMIT_S = 600.0
"""A check with a base takes half a minute; one that takes this long hangs."""


def test_a_sound_plan_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", LOCAL]) == 0
    assert "quickstart for local" in capsys.readouterr().out


def test_a_plan_with_errors_ends_with_3_and_its_report_is_written(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert run(["check", str(BAD), "--format", "json", "--output", str(report)]) == 3
    (plan,) = json.loads(report.read_text(encoding="utf-8"))["plans"]
    assert plan["findings"][0]["place"]["line"] >= 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.yaml"], "there is no file"),
        ([LOCAL, "--base", "no-such-revision"], "Git knows no revision"),
        ([LOCAL, "--output", "no/such/folder/report"], "cannot be written"),
        ([LOCAL, "--format", "json", "--format", "junit", "--output", "one"], "give one --output"),
        ([LOCAL, "--format", "json", "--output", "one", "--output", "two"], "give one --output"),
        ([LOCAL, "--format", "json", "--format", "junit", "--output", "a", "--output", "./a"], "of its own"),
        ([LOCAL, "--stack", "a/b"], "is not a stack's name"),
        (["--stack", "nobody-made-it"], "has no plan yet"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report"
    output = [] if "--output" in arguments else ["--output", str(report)]
    assert run(["check", *arguments, *output]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1 and not captured.out
    assert list(tmp_path.iterdir()) == [], "nothing is half written"


def test_one_plan_that_cannot_be_read_among_several_is_refused_at_its_place_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    broken, report = tmp_path / "broken.yaml", tmp_path / "report.json"
    broken.write_text("name: a\nclusters: [", encoding="utf-8")
    assert run(["check", LOCAL, str(broken), "none.yaml", "--format", "json", "--output", str(report)]) == 3
    plans = json.loads(report.read_text(encoding="utf-8"))["plans"]
    assert [plan["name"] for plan in plans] == ["quickstart", "?", "?"]
    found = [plan["findings"][0] for plan in plans[1:]]
    assert [each["rule"] for each in found] == ["plan-is-readable"] * 2
    assert found[0]["place"]["line"] > 1 and "there is no file" in found[1]["text"]


@pytest.mark.parametrize("form", ["text", "markdown", "sarif", "junit", "json"])
def test_an_engine_that_fails_for_one_plan_leaves_the_report_of_the_others(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*given: object) -> None:
        raise Failed("preview failed:\n  the disk is full")

    monkeypatch.setattr("stacks.checking.measuring.measured", fails)
    assert run(["check", LOCAL, str(AWS), "--format", form]) == 1
    captured = capsys.readouterr()
    assert "the disk is full" in captured.out and "plan-is-previewed" in captured.out
    assert ("local-small.yaml" in captured.out and "m6i" in captured.out) or form == "sarif"
    assert "1 plan(s) could not be previewed" in captured.err


@pytest.mark.parametrize("form", ["text", "markdown", "sarif", "junit", "json"])
def test_several_plans_are_one_report_in_any_form(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", LOCAL, str(BAD), "--format", form]) == 3
    out = capsys.readouterr().out
    assert "local-small.yaml" in out and BAD.name in out


def test_one_check_writes_each_form_into_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judged: list[str] = []
    as_ever = check._part_of
    monkeypatch.setattr(check, "_part_of", lambda *given: judged.append("") or as_ever(*given))
    forms = {"markdown": "report.md", "junit": "report.xml", "sarif": "report.sarif", "json": "report.json"}
    options = [
        each for form, name in forms.items() for each in ("--format", form, "--output", str(tmp_path / name))
    ]
    assert run(["check", LOCAL, *options]) == 0
    beginnings = {name: (tmp_path / name).read_text(encoding="utf-8")[:5] for name in forms.values()}
    assert beginnings == {
        "report.md": "<!-- ",
        "report.xml": "<?xml",
        "report.sarif": '{\n  "',
        "report.json": '{\n  "',
    }
    assert not capsys.readouterr().out and len(judged) == 1, "a plan is judged once for all forms"


@pytest.mark.engine
def test_a_base_is_applied_and_what_a_move_loses_is_shouted(tmp_path: Path, engine_folder: Path) -> None:
    git(tmp_path, "init", "-q")
    plan = tmp_path / "plan.yaml"
    text = AWS.read_text(encoding="utf-8")
    plan.write_text(text, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    moved = text.replace("location: us-east-1", "location: us-west-2").replace("count: 0..4", "count: 0..6")
    plan.write_text(moved, encoding="utf-8")
    environment = search_path_with(engine_folder) | {
        f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("STATE", "CONFIG", "DATA")
    }
    command = [
        sys.executable,
        "-m",
        "stacks.cli.main",
        "check",
        str(plan),
        "--base",
        "HEAD",
        "--format",
        "json",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )
    assert done.returncode in (0, 3), done.stderr
    (found,) = json.loads(done.stdout)["plans"]
    lost = "\n".join(found["loses_data"])
    assert "location changes from us-east-1 to us-west-2" in lost
    assert "aws:s3/bucket:Bucket storage-models is replaced because of bucket" in lost, (
        "an engine compared the two"
    )
    data = next(pool for pool in found["prices"]["pools"] if pool["pool"] == "train/data")
    assert (data["before"]["maximum"], data["now"]["maximum"]) == (4, 6)
    assert not (tmp_path / "STATE").exists(), "no stack of anybody's was made"
