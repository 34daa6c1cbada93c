"""The comment's own program, run as GitHub runs it with a simulated `gh`: what it asks, and what it writes where."""

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stacks.checking.as_json import as_json
from tests.architecture.tree import PROJECT
from tests.architecture.workflows import EMBEDDED, embedded, steps, workflows
from tests.stacks.checking.reports import REPORT

COMMIT = "a" * 40
MARKER = "<!-- groundplan check -->"
SIMULATED_GH = """\
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
arguments = sys.argv[2:]
if (folder / "fails").exists():
    sys.exit("gh: HTTP 502")
given = sys.stdin.read() if "--input" in arguments else ""
with (folder / "asked.txt").open("a") as asked:
    asked.write(json.dumps([arguments, given]) + "\\n")
for ending, file in (("/pulls", "pulls"), ("artifacts?name=groundplan-check", "artifacts"), ("/zip", "zip")):
    if any(each.endswith(ending) for each in arguments):
        sys.stdout.buffer.write((folder / file).read_bytes())
if "--slurp" in arguments:
    sys.stdout.buffer.write((folder / "comments").read_bytes())
"""


@dataclass(frozen=True)
class SimulatedGitHub:
    """A folder with a `gh` that answers from files and notes what it was asked."""

    folder: Path

    def answer(
        self,
        *,
        report: str,
        heads: list[str],
        comments: list[dict[str, Any]],
        file: str = "report.json",
        compression: int = zipfile.ZIP_STORED,
    ) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", compression) as archive:
            archive.writestr(file, report)
        pulls = [{"number": 7 + index, "head": {"sha": head}} for index, head in enumerate(heads)]
        (self.folder / "zip").write_bytes(packed.getvalue())
        (self.folder / "pulls").write_text(json.dumps(pulls), encoding="utf-8")
        self.list_artifacts({"id": 1, "expired": False, "size_in_bytes": 1000})
        (self.folder / "comments").write_text(json.dumps([comments]), encoding="utf-8")

    def list_artifacts(self, *artifacts: dict[str, Any]) -> None:
        (self.folder / "artifacts").write_text(json.dumps({"artifacts": artifacts}), encoding="utf-8")

    def run(self) -> list[tuple[list[str], str]]:
        """Run the program of comment.yml and return what `gh` was asked, with what it was given."""
        done = self.ended()
        assert done.returncode == 0, done.stderr
        asked = (self.folder / "asked.txt").read_text(encoding="utf-8")
        return [tuple(json.loads(line)) for line in asked.splitlines()]

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Run the program of comment.yml to its end, whatever that is."""
        [workflow] = [each for path, each in workflows(PROJECT).items() if path.name == "comment.yml"]
        [step] = steps(workflow)
        given = {"RUN": "5", "COMMIT": COMMIT, "OWNER": "fork", "BRANCH": "$(id)`id`&state=closed"}
        given["CONCLUSION"] = "timed_out"
        where = {"SERVER": "https://example.com", "REPOSITORY": "example/plans", "GH_TOKEN": "simulated"}
        assert set(step["env"]) == {*given, *where}, "what the program reads is what the step gives"
        environment = {**os.environ, **given, **where, "PATH": f"{self.folder}:{os.environ['PATH']}"}
        return subprocess.run(
            [sys.executable, "-c", step["run"]], env=environment, capture_output=True, text=True, check=False
        )


GOOD = as_json(REPORT)
OLD = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER}\nnothing refused"}
KEPT = {"id": 1, "expired": False, "size_in_bytes": 1000}


@pytest.fixture
def github(tmp_path: Path) -> SimulatedGitHub:
    program = tmp_path / "gh"
    program.write_text(f"#!{sys.executable}\n{SIMULATED_GH}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return SimulatedGitHub(tmp_path)


def posted(asked: list[tuple[list[str], str]]) -> list[tuple[str, str, str]]:
    """Return the method, the place and the text of each comment that was written."""
    return [(each[1], each[2], json.loads(given)["body"]) for each, given in asked if given]


def test_the_comment_shows_the_verdict_first_and_says_whose_it_is(github: SimulatedGitHub) -> None:
    github.answer(report=GOOD, heads=[COMMIT], comments=[])
    [(method, place, body)] = posted(github.run())
    assert (method, place) == ("POST", "repos/example/plans/issues/7/comments")
    marker, verdict, _empty, told, *_rest = body.split("\n")
    assert (
        marker == MARKER
        and "refused: 1 finding" in verdict
        and told
        == (
            f"Of {COMMIT}, as [the pull request's own code](https://example.com/example/plans/actions/runs/5) tells it."
        )
    )
    assert len(body) < 65_536, "GitHub takes it"


@pytest.mark.parametrize(
    "report",
    ["no JSON", GOOD.replace('"verdict": "', '"verdict": "' + "x" * 10_000_000)],
    ids=["another form", "too long"],
)
def test_a_report_of_another_form_is_one_sentence_and_takes_the_place_of_an_older_one(
    github: SimulatedGitHub, report: str
) -> None:
    github.answer(report=report, heads=[COMMIT], comments=[OLD], compression=zipfile.ZIP_DEFLATED)
    [(method, _place, body)] = posted(github.run())
    assert method == "PATCH" and body.count("\n") == 2, body
    assert f"`groundplan check` of {COMMIT} wrote a report of a form that this workflow does not know" in body


def test_the_one_comment_of_its_own_is_changed_and_nobody_else_s(github: SimulatedGitHub) -> None:
    comments = [
        {"id": 1, "user": {"login": "somebody"}, "body": MARKER},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "another workflow's"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER}\nold"},
    ]
    github.answer(report=GOOD, heads=[COMMIT], comments=comments)
    [(method, place, _body)] = posted(github.run())
    assert (method, place) == ("PATCH", "repos/example/plans/issues/comments/3")


@pytest.mark.parametrize(
    "artifacts",
    [(), ({**KEPT, "expired": True},), ({**KEPT, "size_in_bytes": 10**9},)],
    ids=["none", "expired", "too large to be read"],
)
def test_a_check_that_ended_without_a_report_says_so_where_the_older_report_stood(
    github: SimulatedGitHub, artifacts: tuple[dict[str, Any], ...]
) -> None:
    github.answer(report="of another run", heads=[COMMIT], comments=[OLD])
    github.list_artifacts(*artifacts)
    [(method, place, body)] = posted(github.run())
    assert (method, place) == ("PATCH", "repos/example/plans/issues/comments/3")
    assert f"of {COMMIT} ended without a report (timed out)" in body and "nothing refused" not in body


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_compressed_report_is_broken_takes_the_place_of_an_older_report(
    github: SimulatedGitHub, compression: int
) -> None:
    github.answer(report="text" * 100, heads=[COMMIT], comments=[OLD], compression=compression)
    packed = bytearray((github.folder / "zip").read_bytes())
    begins = packed.index(b"report.json") + len(b"report.json")
    packed[begins + 4 : begins + 9] = b"\xff" * 5  # behind what names the compression
    (github.folder / "zip").write_bytes(packed)
    [(method, _place, body)] = posted(github.run())
    assert method == "PATCH" and "ended without a report" in body, "no archive keeps an older, green report"


@pytest.mark.parametrize("harm", ["another file", "no archive", "broken", "encrypted"])
def test_an_archive_without_a_report_that_can_be_read_is_no_report(
    github: SimulatedGitHub, harm: str
) -> None:
    file = "other.json" if harm == "another file" else "report.json"
    github.answer(report="text", heads=[COMMIT], comments=[], file=file)
    packed = bytearray((github.folder / "zip").read_bytes())
    if harm == "no archive":
        packed[:] = b"<html>"
    if harm == "broken":
        packed[packed.index(b"text")] ^= 1
    if harm == "encrypted":
        packed[6] |= 1
        packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (github.folder / "zip").write_bytes(packed)
    [(_method, _place, body)] = posted(github.run())
    assert "ended without a report" in body, "whatever a pull request packs ends in a sentence"


def test_an_answer_that_github_does_not_give_is_one_sentence(github: SimulatedGitHub) -> None:
    (github.folder / "fails").touch()
    done = github.ended()
    assert done.returncode == 1 and done.stderr.splitlines()[-1].startswith("GitHub did not take"), (
        done.stderr
    )
    assert "Traceback" not in done.stderr


def test_the_workflow_runs_the_lines_of_the_files_beside_it() -> None:
    [workflow] = [each for path, each in workflows(PROJECT).items() if path.name == "comment.yml"]
    [step] = steps(workflow)
    assert step["run"] == embedded(*EMBEDDED), (
        "copy form.py, report.py and comment.py, without their imports of each other, below `run: |` of comment.yml"
    )


def test_a_report_of_a_commit_that_is_not_the_newest_is_not_shown(github: SimulatedGitHub) -> None:
    github.answer(report="old", heads=["b" * 40], comments=[])
    assert posted(github.run()) == []


def test_the_name_of_a_branch_is_one_argument_and_no_code(github: SimulatedGitHub) -> None:
    github.answer(report="", heads=[], comments=[])
    asked = github.run()[0][0]
    assert asked[-1] == "head=fork:$(id)`id`&state=closed", "gh writes it into the query as one value"
