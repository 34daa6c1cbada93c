"""Whatever lies in the cache is whole, whatever ended the command that made it."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stacks.cli.failures import Failed
from stacks.engine.cache import cache_folder, make_once
from stacks.engine.modules import modules_key
from stacks.engine.progress import Progress
from stacks.engine.versions import Versions
from tests.stacks.engine.simulated_toolchain import SimulatedGo

DEADLINE_S = 30.0
"""How long a test waits for what must happen before it calls it missing."""

BUILD = """
import sys
from pathlib import Path
from stacks.engine.modules import engine_from_modules
from stacks.engine.progress import ConsoleProgress
from tests.stacks.engine.simulated_toolchain import simulated_versions
root = Path(sys.argv[1])
print(engine_from_modules(simulated_versions(root), root / "cache", ConsoleProgress()))
"""


@dataclass(frozen=True)
class Building:
    """A running build, and the files it writes its result and its progress to."""

    process: "subprocess.Popen[bytes]"
    result: Path
    progress: Path

    def end(self) -> int:
        """Wait for the end of the build and return its exit code."""
        return self.process.wait(timeout=DEADLINE_S)

    def says(self, words: str) -> bool:
        """Return whether the build has told `words` by now."""
        return words in self.progress.read_text()


@contextmanager
def building(root: Path, name: str) -> Iterator[Building]:
    """A command of its own that builds the simulated engine into `root`/cache; it is ended with the block."""
    command = [sys.executable, "-c", BUILD, str(root)]
    result, progress = root / f"{name}.result", root / f"{name}.progress"
    with result.open("wb") as stdout, progress.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr)
    try:
        yield Building(process, result, progress)
    finally:
        process.kill()
        process.wait()


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Return when `happened`; fail the test when it does not happen in time."""
    end_s = time.monotonic() + DEADLINE_S
    while not happened():
        assert time.monotonic() < end_s, f"{what} did not happen within {DEADLINE_S:.0f} s"
        time.sleep(0.01)


def open_gate(gate: Path) -> None:
    """Let the one simulated build that waits at the gate go on, and take the gate away for later ones."""
    opened: list[int] = []

    def someone_waits() -> bool:
        try:
            opened.append(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:  # nobody has opened the other end yet
                raise
        return bool(opened)

    wait_until(someone_waits, "a build at the gate")
    gate.unlink()
    os.close(opened[0])


@pytest.fixture
def gate(simulated_go: SimulatedGo) -> Path:
    """A named pipe at which the simulated build waits when half of its output is written."""
    pipe = simulated_go.notes / "gate"
    os.mkfifo(pipe)
    return pipe


def test_two_commands_at_once_build_once_and_the_second_says_that_it_waits(
    tmp_path: Path, simulated_go: SimulatedGo, gate: Path
) -> None:
    with building(tmp_path, "first") as first:
        wait_until(lambda: len(simulated_go.builds) == 1, "the first build")
        with building(tmp_path, "second") as second:
            waiting = f"waiting for process {first.process.pid}, which makes the same already"
            wait_until(lambda: second.says(waiting), "telling who waits whom for")
            open_gate(gate)
            assert (first.end(), second.end()) == (0, 0), "both commands must succeed"
    answers = first.result.read_text(), second.result.read_text()
    assert answers[0] == answers[1] != "", "both must be given the same engine"
    assert len(simulated_go.builds) == 1, "the engine must be built once, not twice"


def test_a_build_killed_half_way_leaves_no_engine_and_the_next_run_builds_a_whole_one(
    tmp_path: Path, simulated_go: SimulatedGo, gate: Path, versions: Versions
) -> None:
    finished = tmp_path / "cache" / modules_key(versions)
    with building(tmp_path, "first") as first:
        wait_until(lambda: len(simulated_go.builds) == 1, "the first build")
        os.kill(first.process.pid, signal.SIGKILL)
        first.end()
    assert not finished.exists(), "half an engine must never lie where a whole one is looked for"
    with building(tmp_path, "second") as second:
        waiting = "waiting for a build that a killed command left running"
        wait_until(lambda: second.says(waiting), "telling that a killed command's build still runs")
        open_gate(gate)
        assert second.end() == 0, "the next run must work as if nothing had happened"
    assert (finished / "bin" / "pulumi").read_text() == "a whole program", "the engine must be whole"
    assert list((tmp_path / "cache").glob("*.unfinished")) == [], "what the killed command left must be gone"


def test_an_interrupted_build_ends_go_and_leaves_nothing_unfinished(
    tmp_path: Path, simulated_go: SimulatedGo, gate: Path, versions: Versions
) -> None:
    with building(tmp_path, "only") as build:
        wait_until(lambda: len(simulated_go.builds) == 1, "the build")
        build.process.send_signal(signal.SIGINT)
        assert build.end() != 0, "an interrupted command must not report success"
    go = simulated_go.builds[0]
    wait_until(lambda: not Path(f"/proc/{go}").exists(), "the end of the interrupted Go")
    left = [entry.name for entry in (tmp_path / "cache").iterdir() if not entry.name.endswith(".lock")]
    assert left == [], "an interrupted build must leave only its lock file"


def test_leftovers_of_another_version_are_removed(tmp_path: Path) -> None:
    leftover = tmp_path / ".old-version.unfinished"
    leftover.mkdir()
    make_once(tmp_path, "new-version", lambda _folder, _lock: None, Progress())
    assert not leftover.exists(), "nobody holds its lock, so its maker is dead"


def test_what_another_command_is_making_is_left_alone(tmp_path: Path) -> None:
    def make_another(folder: Path, _lock: int) -> None:
        make_once(tmp_path, "another", lambda _folder, _lock: None, Progress())
        assert folder.exists(), "a folder whose lock is held must not be removed"

    assert make_once(tmp_path, "one", make_another, Progress()).is_dir(), "the first must be finished"


def test_a_make_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(folder: Path, _lock: int) -> None:
        (folder / "half").write_text("half")
        raise Failed("simulated failure")

    with pytest.raises(Failed, match="simulated failure"):
        make_once(tmp_path, "key", fail, Progress())
    assert [entry.name for entry in tmp_path.iterdir()] == [".key.lock"], "only the lock file may stay"


def test_a_finished_thing_is_not_made_again(tmp_path: Path) -> None:
    made: list[Path] = []
    for _ in range(2):
        make_once(tmp_path, "key", lambda folder, _lock: made.append(folder), Progress())
    assert len(made) == 1, "the second call must take what the first one made"


def test_a_cache_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failed, match="XDG_CACHE_HOME"):
        make_once(tmp_path / "file" / "cache", "key", lambda _folder, _lock: None, Progress())


def test_a_relative_cache_home_is_ignored_as_the_specification_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "groundplan" / "engine", "the default must hold"
