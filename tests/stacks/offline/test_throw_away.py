"""A throw-away session has nothing of the user's, and nothing of it stays, also when its owner is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stacks.backend import folder_url
from stacks.offline.throw_away import STACK, remove_folder, throw_away_session, with_simulated_accounts

ROOT = Path(__file__).parents[3]
PLAN = ROOT / "stacks" / "plans" / "aws-small.yaml"
WAIT_LIMIT_S = 120.0
"""Far above what it takes on a busy machine; a test that reaches it has failed."""

HOLDER = """\
import sys
from pathlib import Path
from stacks.offline.throw_away import throw_away_session
with throw_away_session(Path(sys.argv[1])) as session:
    print(session.project_root.parent, flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary folders of this test lie in a folder of its own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_the_session_has_a_stack_a_backend_and_a_passphrase_of_its_own_and_then_nothing(
    tmp_path: Path,
) -> None:
    with throw_away_session(PLAN) as session:
        folder = session.project_root.parent
        assert folder.parent == tmp_path and session.backend == folder_url(session.folders.backend)
        assert session.folders.passphrase.is_relative_to(folder), "not the user's"
        assert session.folders.passphrase.stat().st_mode & 0o077 == 0, "nobody else reads it"
        assert STACK in session.driver.require("stack", "ls", "--json")
        assert "aws:" in session.driver.environment["PULUMI_DEBUG_PROVIDERS"]
    assert list(tmp_path.iterdir()) == []
    assert not (ROOT / "stacks" / "config" / f"Pulumi.{STACK}.yaml").exists(), (
        "the checkout is not written to"
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whoever_is_killed_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(PLAN)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout is not None
    folder = Path(holder.stdout.readline().strip())
    assert folder.is_dir(), "the session is open"
    holder.send_signal(number)
    holder.wait(WAIT_LIMIT_S)
    ends = time.monotonic() + WAIT_LIMIT_S
    while folder.exists() and time.monotonic() < ends:
        time.sleep(0.1)
    assert list(tmp_path.iterdir()) == [], "the simulated provider's process removes what its owner could not"


def test_a_folder_that_is_written_to_again_is_removed_again(tmp_path: Path) -> None:
    folder = tmp_path / "written"
    (folder / "state").mkdir(parents=True)
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import pathlib, time; time.sleep(1); pathlib.Path({str(folder)!r}).mkdir()"]
    )
    remove_folder(folder)
    writer.wait(WAIT_LIMIT_S)
    assert not folder.exists(), "an engine that was left alone writes for a moment more"


def test_what_a_stack_says_of_its_account_goes_before_what_is_simulated() -> None:
    own = {"gcp:project": "team", "groundplan:azure": '{"infiniband": "rdma/a"}'}
    found = with_simulated_accounts(own)
    assert found["gcp:project"] == "team" and "azure-native:subscriptionId" in found
    azure = json.loads(found["groundplan:azure"])
    assert azure["infiniband"] == "rdma/a" and azure["admin-groups"], "a laptop need not know who administers"
