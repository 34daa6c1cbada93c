"""`groundplan validate` says everything that is wrong with a plan, and changes nothing."""

import json
from pathlib import Path

import pytest

from stacks.cli.main import run

ROOT = Path(__file__).parents[3]
GOOD = str(ROOT / "stacks" / "plans" / "local-small.yaml")
BAD = str(ROOT / "tests" / "components" / "plan" / "bad_plans" / "many-errors-at-once.yaml")


def test_a_valid_plan_ends_with_0_and_names_its_clusters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", GOOD]) == 0
    assert (
        "quickstart is a valid plan for local: train (training), serve (serving)" in capsys.readouterr().out
    )


def test_a_bad_plan_ends_with_2_and_every_error_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", BAD]) == 2, "input was refused"
    captured = capsys.readouterr()
    assert captured.out == "", "nothing was found that a program could use"
    lines = captured.err.splitlines()
    assert lines[0].endswith("the plan has 15 errors")
    assert len(lines) == 16, "one line for each error"
    assert all(line.startswith(f"{BAD}:") for line in lines[1:]), "an editor can jump to each"


def test_json_of_a_bad_plan_is_one_document_with_positions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", BAD, "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is False
    assert [(error["line"], error["path"]) for error in document["errors"]][:2] == [(1, "name"), (2, "targt")]


def test_json_of_a_valid_plan_holds_the_plan_with_its_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", GOOD, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is True
    assert document["plan"]["storage"][0] | {"kind": "filesystem"} == document["plan"]["storage"][0]
    assert document["plan"]["clusters"][0]["pools"][0]["count"] == 1


def test_a_missing_file_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(tmp_path / "none.yaml")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_no_file_at_all_is_a_wrong_usage() -> None:
    assert run(["validate"]) == 2


def refused_for_a_machine(folder: Path) -> str:
    plan = folder / "plan.yaml"
    plan.write_text(
        """\
name: small
target: azure
location: eastus
network: {cidr: 10.20.0.0/16}
runtime: {image: "registry.example.com/groundplan@placeholder-your-image-digest", cuda: "12.8"}
storage:
  - {name: kept, holds: checkpoints, size: 1GiB}
clusters:
  - name: train
    purpose: training
    pools:
      - {name: head, machine: {cpu: 4, memory: 16GiB}, count: 1}
      - {name: gpu, machine: {type: Standard_NC6s_v3}, count: 1}
"""
    )
    return str(plan)


def test_what_no_account_could_have_is_refused_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = refused_for_a_machine(tmp_path)
    assert run(["validate", plan]) == 2, "it has the form of a plan, and cannot be made"
    first, line = capsys.readouterr().err.splitlines()
    assert first.endswith("the plan has 1 error")
    assert line.startswith(f"{plan}:13:30: clusters[train].pools[gpu].machine: ")
    assert line.endswith("take its successor by `type: Standard_NC24ads_A100_v4`")


def test_json_of_what_cannot_be_made_has_the_same_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def first(plan: str) -> dict[str, object]:
        assert run(["validate", plan, "--json"]) == 2
        return json.loads(capsys.readouterr().out)["errors"][0]

    assert first(refused_for_a_machine(tmp_path)).keys() == first(BAD).keys()
