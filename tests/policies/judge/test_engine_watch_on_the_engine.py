"""On the real engine: the pack's process is gone after a kill -9 of the engine."""

import os
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.policies.conftest import COMMAND_LIMIT_S, SECURITY_PACK, SimulatedProject

pytestmark = pytest.mark.engine

WAITING_PROGRAM = """\
from pathlib import Path
Path("started").write_text("the packs run before the program does")
open("never-written").read()
"""


def wait_for(path: Path, engine: psutil.Popen) -> None:
    """Return once the file is there; fail when the engine ends or takes too long before."""
    deadline = time.monotonic() + COMMAND_LIMIT_S
    while not path.exists():
        assert engine.poll() is None, "the engine ended before the program ran"
        assert time.monotonic() < deadline, f"the program did not run within {COMMAND_LIMIT_S} s"
        time.sleep(0.05)


def test_pack_is_gone_after_a_kill_of_the_engine(simulated_project: SimulatedProject) -> None:
    folder = simulated_project.folder
    os.mkfifo(folder / "never-written")
    (folder / "__main__.py").write_text(WAITING_PROGRAM, encoding="utf-8")
    engine = psutil.Popen(
        ["pulumi", "preview", "--non-interactive", "--policy-pack", str(SECURITY_PACK)],
        cwd=folder,
        env=simulated_project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started: list[psutil.Process] = []
    try:
        wait_for(folder / "started", engine)
        started = engine.children(recursive=True)
        packs = [process for process in started if "pulumi.policy" in process.cmdline()]
        assert packs, f"no pack among {started}"
        engine.kill()
        _gone, alive = psutil.wait_procs(packs, timeout=COMMAND_LIMIT_S)
        assert not alive, f"the pack outlived its engine: {alive}"
    finally:
        for process in [engine, *started]:
            if process.is_running():
                process.kill()
        engine.wait(timeout=COMMAND_LIMIT_S)
