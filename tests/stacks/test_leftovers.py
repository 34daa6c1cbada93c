"""Only orphaned plugins of our own runs are ended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stacks.leftovers import RUN_MARK, end_orphans, orphans_of
from tests.stacks.conftest import wait_until

SLEEPER = "import sys, time; sys.stdout.write('x'); sys.stdout.flush(); time.sleep(600)"


@contextmanager
def simulated_process(mark: str | None, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that sleeps, with a mark and with words on its command line."""
    environment = dict(os.environ) | ({RUN_MARK: mark} if mark else {})
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPER, *words], env=environment, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"x", "it runs"
        yield process
    finally:
        process.kill()
        process.wait()


def test_an_orphaned_plugin_of_this_stack_is_ended(tmp_path: Path) -> None:
    with simulated_process(str(tmp_path), "-m", "pulumi.dynamic", "127.0.0.1:1") as plugin:
        [told] = end_orphans(tmp_path)
        assert f"process {plugin.pid}" in told, "it says what it ended"
        assert plugin.wait(timeout=60) != 0, "and ended it"


def test_plugins_of_other_stacks_and_other_work_live_on(tmp_path: Path) -> None:
    with (
        simulated_process(str(tmp_path / "other"), "pulumi.dynamic") as other_stack,
        simulated_process(None, "pulumi.dynamic") as unmarked,
        simulated_process(str(tmp_path), "raylet") as raylet,
    ):
        assert end_orphans(tmp_path) == [], "none of them is an orphan of this stack's engine"
        assert [each.poll() for each in (other_stack, unmarked, raylet)] == [None] * 3, "all of them live"


def test_a_plugin_below_a_living_engine_lives_on(tmp_path: Path) -> None:
    engine = tmp_path / "pulumi"
    engine.symlink_to("/bin/bash")
    script = f"exec -a pulumi.dynamic sleep 600 & echo $!; wait; # {SLEEPER}"
    process = subprocess.Popen(
        [str(engine), "-c", script],
        env=dict(os.environ) | {RUN_MARK: str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    plugin = int(process.stdout.readline())
    name = Path(f"/proc/{plugin}/cmdline")
    try:
        wait_until(lambda: name.read_bytes().startswith(b"pulumi.dynamic"), "the plugin runs")
        assert end_orphans(tmp_path) == [], "its engine is at work"
        process.kill()
        process.wait()
        assert len(end_orphans(tmp_path)) == 1, "without its engine it is an orphan"
        wait_until(lambda: not name.exists() or not name.read_bytes(), "the orphan has ended")
    finally:
        process.kill()
        process.wait()


def test_orphans_are_told_without_being_ended(tmp_path: Path) -> None:
    with simulated_process(str(tmp_path), "-m", "pulumi.dynamic", "127.0.0.1:1") as plugin:
        assert (
            list(orphans_of(tmp_path)) == [plugin.pid]
            and "pulumi.dynamic" in orphans_of(tmp_path)[plugin.pid]
        )
        assert plugin.poll() is None, "looking ends nothing"
