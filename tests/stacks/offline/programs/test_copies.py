"""A script runs in a copy of a process as it would by itself, ends with whoever asked, and runs without one too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stacks.offline.programs.interpreter import write_interpreter
from stacks.paths import PROJECT_ROOT

WAIT_LIMIT_S = 60.0
"""Far above what it takes on a busy machine; a test that reaches it has failed."""

OFFERS = """\
import sys
from pathlib import Path
sys.loaded_ahead = True
from stacks.offline.programs.copies import offer_copies
offer_copies(Path(sys.argv[1]))
print(flush=True)
sys.stdin.read()
"""
TELLS = """\
import os, sys
print(sys.argv[1:], __name__, os.getcwd(), os.environ.get("SAID"), hasattr(sys, "loaded_ahead"))
print("amiss", file=sys.stderr)
sys.exit(32)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose path is longer than that of a socket may be."""
    made = tmp_path / ("long" * 30)
    made.mkdir()
    return made


@pytest.fixture
def offering(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Offer copies of a process in the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", OFFERS, str(folder)],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.communicate(timeout=WAIT_LIMIT_S)


def script(folder: Path, text: str) -> Path:
    """Return a script of the name by which the engine runs programs."""
    file = folder / "pulumi-language-python-exec"
    file.write_text(text, encoding="utf-8")
    return file


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    interpreter = write_interpreter(folder)["PULUMI_PYTHON_CMD"]
    return subprocess.run(
        [interpreter, *arguments],
        cwd=folder,
        env={**os.environ, "SAID": "x y"},
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_LIMIT_S,
    )


def test_a_script_has_the_arguments_environment_folder_streams_and_end_that_it_would_have_by_itself(
    folder: Path, offering: subprocess.Popen[str]
) -> None:
    for _ in range(2):
        done = run(folder, str(script(folder, TELLS)), "--stack", "a b")
        assert done.stdout == f"['--stack', 'a b'] __main__ {folder} x y True\n", "and what is loaded already"
        assert (done.stderr, done.returncode) == ("amiss\n", 32)


def test_an_error_is_told_as_python_tells_it(folder: Path, offering: subprocess.Popen[str]) -> None:
    done = run(folder, str(script(folder, "1 / 0")))
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr


def test_where_nobody_offers_copies_the_script_runs_all_the_same(folder: Path) -> None:
    done = run(folder, str(script(folder, TELLS)), "--stack", "a b")
    assert done.stdout == f"['--stack', 'a b'] __main__ {folder} x y False\n" and done.returncode == 32


def test_whoever_ends_the_one_who_asked_ends_the_script(
    folder: Path, offering: subprocess.Popen[str]
) -> None:
    waits = script(folder, "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n")
    interpreter = write_interpreter(folder)["PULUMI_PYTHON_CMD"]
    with subprocess.Popen([interpreter, str(waits)], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        running = int(asking.stdout.readline())
        asking.send_signal(signal.SIGKILL)
    ends = time.monotonic() + WAIT_LIMIT_S
    while Path(f"/proc/{running}").exists() and time.monotonic() < ends:
        time.sleep(0.01)
    assert not Path(f"/proc/{running}").exists()


def test_all_else_is_python_s_but_for_the_list_of_packages(folder: Path) -> None:
    assert run(folder, "-c", "import pulumi, sys; print(sys.argv)", "a b").stdout == "['-c', 'a b']\n"
    assert run(folder, "-m", "pip", "list", "-v", "--format", "json").stdout == "[]\n"


@pytest.mark.engine  # as for those tests, the kernel has to lend namespaces
def test_where_nothing_may_be_executed_the_engine_keeps_the_python_that_it_finds(folder: Path) -> None:
    asks = "import sys; from pathlib import Path; from stacks.offline.programs.interpreter import write_interpreter"
    asks += "; print(write_interpreter(Path(sys.argv[1])))"
    mounted = 'mount -t tmpfs -o noexec tmpfs "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            mounted,
            "sh",
            folder,
            sys.executable,
            asks,
        ],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_LIMIT_S,
    )
    assert (done.stdout, done.stderr) == ("{}\n", ""), "the engine fails with a Python that it cannot start"
