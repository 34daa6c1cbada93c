"""`groundplan up` beside jobs that run: asked for, refused, or told to end them; engine and heads are simulated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from stacks.cli import preview as preview_command
from stacks.cli import up as up_command
from stacks.cli.failures import Refused
from stacks.clusters import Cluster
from stacks.driver import Outcome
from stacks.running_jobs import RunningJobs
from stacks.state import Deployment
from tests.stacks.test_running_jobs import GONE, TEMPLATE, TRAIN, planned, recorded

JOB = RunningJobs(cluster=TRAIN, jobs=("raysubmit_1 (python -m workloads.train_digits)",))


@dataclass
class SimulatedDriver:
    """Plans what a test says, and remembers what was driven."""

    changes: list[Any] = field(default_factory=list)
    driven: list[str] = field(default_factory=list)

    def drive(self, _title: str, *arguments: str, is_quiet: bool = False) -> Outcome:
        self.driven.append(arguments[0])
        return Outcome(planned=self.changes)

    def read_state(self) -> Deployment:
        return Deployment(resources=(), outputs={"clusters": []}, pending=())


@dataclass
class SimulatedSession:
    """A session with such a driver."""

    driver: SimulatedDriver
    stack: str = "team"
    project_root: Path = Path("nowhere")


@dataclass
class Scene:
    """The engine of a stack with two clusters on Kubernetes, of which `running` have jobs, and what was asked."""

    driver: SimulatedDriver
    running: list[RunningJobs] = field(default_factory=list)
    asked_heads: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def look(self, _session: Any, clusters: Sequence[Cluster]) -> tuple[RunningJobs, ...]:
        self.asked_heads += [cluster.name for cluster in clusters]
        return tuple(each for each in self.running if each.cluster in clusters)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = Scene(driver=SimulatedDriver())
    session: Any = SimulatedSession(driver=made.driver)
    ready = up_command.ReadyStack(session=session, settings={}, deployment=recorded())
    for command in (up_command, preview_command):
        monkeypatch.setattr(command, "ready_stack", lambda *_given, **_named: ready)
    monkeypatch.setattr(up_command, "judged_by", lambda _root: ())
    monkeypatch.setattr(up_command, "settings_for_preview", lambda _session, _settings: ())
    monkeypatch.setattr(up_command, "keep_settings", lambda _session, _settings: None)
    monkeypatch.setattr(up_command, "require_consent_possible", lambda _yes: None)
    monkeypatch.setattr(up_command, "running_jobs", made.look)
    monkeypatch.setattr(up_command, "ask", made.questions.append)
    return made


def test_with_yes_jobs_that_would_end_are_refused_before_anything_is_changed(scene: Scene) -> None:
    scene.running, scene.driver.changes = [JOB], [planned(TEMPLATE)]
    with pytest.raises(Refused, match="raysubmit_1"):
        up_command.up(yes=True)
    assert scene.driver.driven == ["preview"], "nothing but a preview"


def test_with_yes_queued_jobs_are_refused_only_where_their_namespace_goes(scene: Scene) -> None:
    scene.running = [RunningJobs(cluster=TRAIN, queued=("train-job-1a2b",))]
    scene.driver.changes = [planned(TEMPLATE)]
    up_command.up(yes=True)
    assert scene.driver.driven == ["preview", "up"], "their clusters are their own"
    scene.driver.changes = [planned(operation="delete"), GONE]
    with pytest.raises(Refused, match="train-job-1a2b"):
        up_command.up(yes=True)
    assert scene.driver.driven[2:] == ["preview"]


def test_with_yes_and_end_jobs_nobody_is_asked(scene: Scene) -> None:
    scene.running, scene.driver.changes = [JOB], [planned(TEMPLATE)]
    up_command.up(yes=True, end_jobs=True)
    assert scene.driver.driven == ["up"] and scene.asked_heads == []


@pytest.mark.parametrize(
    ("running", "changes", "driven"),
    [
        ([], [planned(TEMPLATE)], ["up"]),
        ([JOB], [planned("metadata.labels.x")], ["preview", "up"]),
        ([RunningJobs(cluster=TRAIN, problem="no head")], [planned(TEMPLATE)], ["preview", "up"]),
    ],
    ids=["no-job", "no-pod-anew", "no-head"],
)
def test_with_yes_what_ends_no_job_goes_on(
    scene: Scene, running: list[RunningJobs], changes: list[Any], driven: list[str]
) -> None:
    scene.running, scene.driver.changes = running, changes
    up_command.up(yes=True)
    assert scene.driver.driven == driven, "a preview more only where a job may end"


def test_on_a_terminal_the_end_of_jobs_is_part_of_the_question(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.running, scene.driver.changes = [JOB], [planned(TEMPLATE)]
    up_command.up()
    assert scene.asked_heads == ["train"], "only of what is made anew"
    assert scene.questions == ["Make these changes and end these jobs?"]
    assert "raysubmit_1" in capsys.readouterr().err, "each is named first"
    scene.running = []
    up_command.up()
    assert scene.questions[1:] == ["Make these changes?"]


def test_a_preview_names_the_jobs_that_would_end(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    scene.running, scene.driver.changes = [JOB], [planned(TEMPLATE)]
    preview_command.preview(json=True)
    told = capsys.readouterr()
    assert "raysubmit_1" in told.err and '"ends_jobs"' in told.out and '"train"' in told.out
    assert scene.driver.driven == ["preview"]
