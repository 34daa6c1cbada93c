"""What is asked for is taken, and where there is none the refusal names what there is."""

from dataclasses import replace

import pytest

from stacks.cli.failures import Refused
from stacks.kept_logs.choice import Choice, nothing_kept, require_any
from stacks.kept_logs.history import Job
from stacks.kept_logs.kept import LogFile

DRIVER = LogFile(
    cluster="train", node="train-head-x", name="job-driver-a.log", size_bytes=1, written=100.0, key="1"
)
RAYLET = replace(DRIVER, name="raylet.out", key="2")
WORKER = replace(DRIVER, node="train-gpu-y", name="worker-1.err", key="3")
FILES = [DRIVER, RAYLET, WORKER]
JOB = Job(cluster="train", job="a", node="train-head-x", status="SUCCEEDED", started=10, ended=90)


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (Choice(), FILES),
        (Choice(job="a"), [DRIVER]),
        (Choice(node="train-head-*"), [DRIVER, RAYLET]),
        (Choice(node="train-gpu-y"), [WORKER]),
        (Choice(file="raylet*"), [RAYLET]),
        (Choice(node="train-head-x", file="*.log"), [DRIVER]),
        (Choice(since=101.0), []),
        (Choice(since=100.0), FILES),
    ],
)
def test_every_condition_holds_for_what_is_taken(choice: Choice, taken: list[LogFile]) -> None:
    assert [file for file in FILES if choice.takes(file)] == taken, str(choice)
    is_to_be_read = any((choice.job, choice.node, choice.file))
    assert choice.is_to_be_read is is_to_be_read, "a time alone only shortens the list"


@pytest.mark.parametrize(
    ("choice", "is_taken"),
    [
        (Choice(), True),
        (Choice(job="a"), True),
        (Choice(job="b"), False),
        (Choice(node="train-gpu-y"), False),
        (Choice(since=90.0), True),
        (Choice(since=91.0), False),
    ],
)
def test_jobs_are_chosen_as_their_files_are(choice: Choice, is_taken: bool) -> None:
    assert choice.takes_job(JOB) is is_taken, str(choice)


def test_a_job_of_which_no_time_is_known_is_not_left_out() -> None:
    assert Choice(since=91.0).takes_job(Job(cluster="train", job="b", node="train-head-x")), (
        "it may be one of them"
    )


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(job="b"), "--job: no log of cluster train is of job 'b'; the newest jobs that are kept: a"),
        (
            Choice(node="serve-*"),
            "--node: no log of cluster train is of 'serve-*'; kept: train-gpu-y, train-head-x",
        ),
        (Choice(file="gcs*"), "no log of cluster train is as asked for; `groundplan logs` without options"),
        (
            Choice(job="a", since=101.0),
            "--job: the log of job a is not kept, or not of that time; job a on cluster",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(choice: Choice, told: str) -> None:
    with pytest.raises(Refused) as refusal:
        require_any(choice, ["train"], FILES, [JOB])
    assert str(refusal.value).startswith(told), str(refusal.value)


def test_where_nothing_was_kept_one_sentence_says_so() -> None:
    with pytest.raises(Refused, match=r"^nothing is kept of clusters train, serve$"):
        require_any(Choice(job="a"), ["train", "serve"], [], [])
    assert nothing_kept(["train"]) == "nothing is kept of cluster train"


def test_what_is_there_is_let_through() -> None:
    require_any(Choice(job="a"), ["train"], FILES, [JOB])
