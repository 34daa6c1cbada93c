"""Kept logs are shown byte by byte as they are, and followed until the job has ended."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from stacks.cli.failures import Failed
from stacks.kept_logs import showing
from stacks.kept_logs.choice import Choice
from stacks.kept_logs.history import jobs_in
from tests.stacks.kept_logs.simulated_keeper import SimulatedKeeper, ended, started

HEAD = "train-head-x"
DRIVER, EVENTS, RAYLET = (HEAD, "job-driver-a.log"), (HEAD, "events.event_JOBS.log"), (HEAD, "raylet.out")


def shown(keeper: SimulatedKeeper, choice: Choice) -> showing.Kept:
    return [(keeper, [file for file in keeper.files() if choice.takes(file)])]


def test_one_file_is_written_as_it_is_and_several_each_after_its_name() -> None:
    keeper = SimulatedKeeper(texts={DRIVER: "line 1\nhalf a", RAYLET: "up\n"})
    alone, both = io.BytesIO(), io.BytesIO()
    showing.write_all(shown(keeper, Choice(job="a")), alone)
    assert alone.getvalue() == b"line 1\nhalf a", "nothing is added to a file that stands alone"
    showing.write_all(shown(keeper, Choice()), both)
    assert both.getvalue().splitlines()[0] == b"==> train train-head-x job-driver-a.log <==", (
        "whose lines follow"
    )
    assert both.getvalue().count(b"==>") == 2, "each file once"


def test_what_comes_is_followed_until_the_job_s_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "POLL_SECONDS", 0.0)
    keeper = SimulatedKeeper(
        texts={DRIVER: "1\n", EVENTS: started("a", 1)},
        coming=[
            {DRIVER: "2\n"},
            {},
            {EVENTS: ended("a", 9, "SUCCEEDED")},
            {DRIVER: "the last\n"},
            {RAYLET: "no\n"},
        ],
    )
    out, choice = io.BytesIO(), Choice(job="a")
    writer = showing.write_all(shown(keeper, choice), out)
    showing.follow({"train": keeper}, choice, writer)
    assert out.getvalue() == b"1\n2\nthe last\n", "also what is collected after the end, and nothing else"


def test_a_job_whose_head_says_nothing_any_more_is_followed_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(showing, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(showing, "LOST_ROUNDS", 3)
    keeper = SimulatedKeeper(
        texts={DRIVER: "1\n", EVENTS: started("a", 1), RAYLET: "up\n"},
        coming=[{}, {RAYLET: "statistics\n"}, {}, {}, {RAYLET: "statistics\n"}, {DRIVER: "2\n"}],
    )
    out, choice = io.BytesIO(), Choice(job="a")
    other = SimulatedKeeper(cluster="serve", texts={RAYLET: ""}, coming=[{RAYLET: "x"}] * 20)
    writer = showing.write_all(shown(keeper, choice), out)
    with pytest.raises(Failed, match=r"nothing came .* from train-head-x, where job a of cluster train ran"):
        showing.follow({"train": keeper, "serve": other}, choice, writer)
    assert out.getvalue() == b"1\n2\n", "a quiet job is followed as long as its head lives"
    assert other.coming, "what other nodes say tells nothing of it"


def test_a_file_that_begins_anew_is_read_from_its_beginning() -> None:
    keeper, out = SimulatedKeeper(texts={DRIVER: "a long line\n"}), io.BytesIO()
    writer = showing.write_all(shown(keeper, Choice()), out)
    keeper.texts[DRIVER] = "new\n"
    assert writer.write(keeper, keeper.files()[0]) is True, "it was rotated"
    assert out.getvalue() == b"a long line\nnew\n"


def test_the_document_holds_jobs_and_files_and_their_text_where_it_is_asked_for() -> None:
    keeper = SimulatedKeeper(texts={DRIVER: "ä\n", EVENTS: started("a", 0)})
    choice = Choice(job="a")
    jobs = jobs_in(keeper, keeper.files())
    document = showing.document_of(["train"], shown(keeper, choice), jobs, with_text=True)
    assert json.loads(json.dumps(document)) == {
        "clusters": ["train"],
        "jobs": [{
            "cluster": "train", "job": "a", "node": HEAD, "status": None, "message": "",
            "started": "1970-01-01T00:00:00Z", "ended": None,
        }],
        "files": [{
            "cluster": "train", "node": HEAD, "file": "job-driver-a.log", "size_bytes": 3,
            "written": "1970-01-12T13:46:40Z", "text": "ä\n",
        }],
    }  # fmt: skip
    listed = showing.document_of(["train"], shown(keeper, choice), jobs, with_text=False)
    assert "text" not in listed["files"][0], "a list has none"


@pytest.mark.parametrize(
    ("size_bytes", "told"), [(0, "0 B"), (2048, "2 KiB"), (5 * 2**20, "5 MiB"), (3 * 2**29, "1.5 GiB")]
)
def test_the_list_names_every_file_with_its_size(size_bytes: int, told: str) -> None:
    [file] = SimulatedKeeper(texts={("pod", "[a]*.log"): ""}).files()
    written = io.StringIO()
    screen = Console(file=written, width=200)
    screen.print(showing.listed([replace(file, size_bytes=size_bytes)], []))
    text = written.getvalue()
    assert told in text and "[a]*.log" in text, text
    assert "status" not in text, "a table without rows is left out"
