"""A job's end is told by what Ray wrote, when nothing of the job is left but that."""

import pytest

from stacks.kept_logs.history import Job, is_called, jobs_in, written_moment
from tests.stacks.kept_logs.simulated_keeper import SimulatedKeeper, ended, started

HEAD = "train-head-x"
EVENTS = (HEAD, "events.event_JOBS.log")


def jobs(texts: dict[tuple[str, str], str]) -> list[Job]:
    keeper = SimulatedKeeper(texts=texts)
    return jobs_in(keeper, keeper.files())


def test_start_end_and_reason_are_those_that_ray_told() -> None:
    [job] = jobs({EVENTS: started("a", 100) + ended("a", 160, "FAILED", "The head was lost.")})
    assert (job.cluster, job.job, job.node) == ("train", "a", HEAD), "which job it was"
    assert (job.status, job.started, job.ended) == ("FAILED", 100, 160), "in Ray's word"
    assert job.told() == (
        "job a on cluster train ended as FAILED at 1970-01-01T00:02:40Z: The head was lost."
    ), "for a person"


def test_a_job_whose_end_was_never_told_has_none() -> None:
    [job] = jobs({EVENTS: started("a", 100)})
    assert (job.status, job.ended) == (None, None), "its head may have been lost"
    assert "no end is told" in job.told(), "and that is said"


def test_jobs_come_in_the_order_of_their_starts_and_those_without_events_too() -> None:
    found = jobs({
        EVENTS: started("late", 200) + started("early", 100),
        (HEAD, "job-driver-unknown.log"): "a line\n",
        (HEAD, "job-driver-early.log"): "a line\n",
        (HEAD, "raylet.out"): "a line\n",
    })  # fmt: skip
    assert [job.job for job in found] == ["unknown", "early", "late"], "each of them once"


def test_events_of_several_heads_are_read_and_so_are_those_of_a_folder() -> None:
    found = jobs({EVENTS: started("a", 1), ("session_2", "events/event_JOBS.log"): started("b", 2)})
    assert [(job.job, job.node) for job in found] == [("a", HEAD), ("b", "session_2")], (
        "collected or in its folder"
    )


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "{}", '{"message": "x", "timestamp": "x", "custom_fields": {}}']
)
def test_a_line_that_tells_nothing_is_passed_over(line: str) -> None:
    assert [job.job for job in jobs({EVENTS: f"{line}\n" + started("a", 1)})] == ["a"], (
        "such as one that was cut"
    )


def test_a_queued_job_is_called_by_its_own_name_and_by_that_of_its_ray_job() -> None:
    assert is_called("train-job-1a2b-x7k2p", "train-job-1a2b"), "`submit --queued` tells this name"
    assert is_called("train-job-1a2b-x7k2p", "train-job-1a2b-x7k2p"), "Ray knows it by this one"
    assert not is_called("train-job-1a2b-x7k2p", "train-job"), "which is another name"
    assert not is_called("raysubmit_ab", "raysubmit_."), "a name is no pattern"


def test_a_moment_that_is_not_known_is_none() -> None:
    assert written_moment(None) is None
