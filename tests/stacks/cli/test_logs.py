"""`groundplan logs` lists what is kept, shows what is asked for, and says in one sentence that there is nothing."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from stacks.cli import logs as command
from stacks.cli.failures import Failed, Refused
from stacks.cli.main import run
from stacks.kept_logs import showing
from stacks.kept_logs.kept import LogFile
from tests.stacks.kept_logs.simulated_keeper import NOW, SimulatedKeeper, ended, started

HEAD = "train-head-x"
OUTPUTS = {"clusters": [{"name": "train"}, {"name": "serve"}]}


@pytest.fixture
def keepers(monkeypatch: pytest.MonkeyPatch) -> dict[str, SimulatedKeeper]:
    """Return the keepers of a simulated stack; its training cluster has run two jobs and is gone."""
    texts = {
        (HEAD, "job-driver-a.log"): "loss 0.1\n",
        (HEAD, "job-driver-train-job-1a2b-x7k2p.log"): "queued\n",
        (HEAD, "events.event_JOBS.log"): started("a", 10) + ended("a", 20, "FAILED", "no such luck"),
        ("train-gpu-y", "raylet.out"): "up\n",
    }
    made = {"train": SimulatedKeeper(texts=texts), "serve": SimulatedKeeper(cluster="serve")}

    @contextlib.contextmanager
    def keeper_of(_session: object, _outputs: object, name: str) -> Iterator[SimulatedKeeper]:
        if name not in made:
            raise Refused(
                f"the collector of cluster {name} does not run; name another cluster with --cluster"
            )
        yield made[name]

    monkeypatch.setattr(command, "open_session", lambda *_given, **_named: object())
    monkeypatch.setattr(command, "stack_outputs", lambda _session: OUTPUTS)
    monkeypatch.setattr(command, "keeper_of", keeper_of)
    return made


def test_without_options_everything_that_is_kept_is_listed(
    keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs"]) == 0, "it only reads"
    told = capsys.readouterr().out
    assert [line.split()[:3] for line in told.splitlines()[1:3]] == [
        ["train", "train-job-1a2b-x7k2p", "-"], ["train", "a", "FAILED"],
    ], told  # fmt: skip
    assert "train-gpu-y" in told and "raylet.out" in told, "and every file"
    assert "loss" not in told, "what they say is another question"


def test_a_job_is_shown_as_it_was_and_its_end_is_told_beside_it(
    keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--job", "a"]) == 0, "that the job failed is no failure of this command"
    captured = capsys.readouterr()
    assert captured.out == "loss 0.1\n", "nothing but its log"
    assert "job a on cluster train ended as FAILED at 1970-01-01T00:00:20Z: no such luck" in captured.err
    assert run(["logs", "--job", "train-job-1a2b"]) == 0, "the name that `submit --queued` told"
    assert capsys.readouterr().out == "queued\n"


def test_nodes_and_files_are_chosen_by_patterns(
    keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--node", "train-gpu-*", "--file", "raylet*"]) == 0
    assert capsys.readouterr().out == "up\n"


def test_the_document_is_one_and_holds_the_text_that_was_asked_for(
    keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--job", "a", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in document["files"]] == ["loss 0.1\n"], "one document on stdout"
    assert [(each["job"], each["status"]) for each in document["jobs"]] == [("a", "FAILED")]
    assert document["clusters"] == ["train", "serve"], "where it was looked for"


def test_where_nothing_is_kept_one_sentence_says_so(
    keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--cluster", "serve"]) == 0, "to look is no mistake"
    assert capsys.readouterr().out == "nothing is kept of cluster serve\n"
    assert run(["logs", "--cluster", "serve", "--job", "a"]) == 2, "to ask for what is not there is one"
    assert capsys.readouterr().err == "groundplan: nothing is kept of cluster serve\n"
    assert run(["logs", "--cluster", "serve", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"clusters": ["serve"], "jobs": [], "files": []}


def test_what_was_written_before_is_left_out(
    keepers: dict[str, SimulatedKeeper], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.time, "time", lambda: NOW + 3600)
    assert command.moment_before("2h") == NOW - 3600, "counted from now"
    assert command.moment_before(None) is None
    assert run(["logs", "--since", "30min", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [], "all was written an hour ago"
    assert run(["logs", "--since", "2h", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--since", "soon"],
            "--since: 'soon' is not a length of time; allowed: a whole number above 0 and one of s",
        ),
        (["--cluster", "other"], "--cluster: no cluster is named 'other'; known: serve, train"),
        (["--job", "a", "--node", "b"], "--job: shows what the job itself says; leave out --node and --file"),
        (["--follow"], "--follow: say what to follow"),
        (["--follow", "--job", "a", "--json"], "--follow: a JSON document has an end"),
        (
            ["--job", "b"],
            "--job: no log of clusters train, serve is of job 'b'; the newest jobs that are kept:",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], told: str, keepers: dict[str, SimulatedKeeper], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", *arguments]) == 2, "nothing was changed"
    assert told in capsys.readouterr().err


def test_a_job_is_followed_to_its_end(
    keepers: dict[str, SimulatedKeeper], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(showing, "POLL_SECONDS", 0.0)
    events: Any = (HEAD, "events.event_JOBS.log")
    keepers["train"].texts[(HEAD, "job-driver-b.log")] = "1\n"
    keepers["train"].coming = [{(HEAD, "job-driver-b.log"): "2\n"}, {events: ended("b", 30, "SUCCEEDED")}]
    assert run(["logs", "--job", "b", "--follow"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "1\n2\n", "what came meanwhile too"
    assert "job b on cluster train ended as SUCCEEDED" in captured.err, "and how it ended"


class SilentKeeper(SimulatedKeeper):
    """A collector whose reader does not answer."""

    def files(self) -> Sequence[LogFile]:
        raise Failed(f"the collector of cluster {self.cluster} does not hand out its logs")


@pytest.mark.parametrize("is_silent", [False, True], ids=["does-not-run", "does-not-answer"])
def test_one_collector_that_does_not_run_hides_no_other_cluster(
    keepers: dict[str, SimulatedKeeper], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    is_silent: bool,
) -> None:  # fmt: skip
    del keepers["serve"]
    if is_silent:
        keepers["serve"] = SilentKeeper(cluster="serve")
    monkeypatch.setattr(showing, "POLL_SECONDS", 0.0)
    for arguments in (["--job", "a"], ["--job", "a", "--follow"]):
        assert run(["logs", *arguments]) == 0, "where the job ran is known"
        told = capsys.readouterr()
        assert told.out == "loss 0.1\n" and "warning: the collector of cluster serve" in told.err
    assert run(["logs", "--cluster", "serve"]) == (1 if is_silent else 2), "what is named has to answer"
    assert run(["logs", "--job", "none"]) == 2
    told = capsys.readouterr().err
    assert "cluster serve does not" in told and "no log of cluster train is of job" in told, (
        "where it was looked for"
    )
    del keepers["train"]
    assert run(["logs"]) == 2, "none answers"
