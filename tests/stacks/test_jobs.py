"""What a submitted job runs."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import requests

from stacks import jobs
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster
from stacks.jobs import LOCK_FILE, entrypoint_of, follow, known_workloads, plain_command, without_log
from tests.stacks.conftest import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("train_digits", "evaluate"):
        (tmp_path / "workloads" / name).mkdir(parents=True)
        (tmp_path / "workloads" / name / "__main__.py").touch()
    (tmp_path / "workloads" / "serve_digits").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / LOCK_FILE).write_text("ray==2.60.0\n")
    return tmp_path


def test_a_workload_runs_as_a_module_with_the_lock_s_hash(project: Path) -> None:
    words = entrypoint_of(["train_digits", "--epochs", "3"], project)
    assert words[:5] == ["python", "-m", "workloads.train_digits", "--epochs", "3"], (
        "its program, its arguments"
    )
    assert words[5] == "--lock-sha256", "the environment is recorded with the model"
    assert len(words[6]) == 64, "as SHA-256"
    given = entrypoint_of(["train_digits", "--lock-sha256", "x"], project)
    assert given.count("--lock-sha256") == 1, "what the user says is not said twice"


def test_any_program_can_be_run(project: Path) -> None:
    program = Path(shutil.which("ls") or "").name
    assert entrypoint_of([program, "-l"], project) == ["ls", "-l"], "as it is"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("train_digit", "did you mean train_digits?"),
        ("no-such-program-anywhere", "workloads: evaluate, train_digits"),
        ("serve_digits", "workloads: evaluate, train_digits"),
    ],
)
def test_a_typo_is_never_submitted(project: Path, word: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        entrypoint_of([word], project)
    assert reason in str(caught.value), "what was meant, or what there is"


def test_the_checkout_s_workloads_are_known() -> None:
    assert "train_digits" in known_workloads(ROOT), "the quickstart submits it"
    assert (ROOT / LOCK_FILE).is_file(), "the nodes' lock file is where its hash is taken from"


def test_the_plain_command_holds_the_code_and_no_token(project: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("very-secret")
    cluster = Cluster(
        name="train", purpose="training", job_api="http://h:1", serve=None, token_file=tmp_path / "token"
    )
    command = plain_command(cluster, ["python", "-m", "x"], project)
    assert command[:5] == ["ray", "job", "submit", "--address", "http://h:1"], "Ray's own tool"
    environment = json.loads(command[command.index("--runtime-env-json") + 1])
    assert environment == {"py_modules": [str(project / "workloads")]}, "Ray packs the same folder"
    assert "very-secret" not in " ".join(command), "the token travels as RAY_AUTH_TOKEN_PATH"


def test_a_message_does_not_repeat_the_log() -> None:
    said = "Job entrypoint command failed with exit code 1, last available logs (truncated): a\nb"
    assert without_log(said) == "Job entrypoint command failed with exit code 1", "the log has been followed"
    assert without_log("Job was stopped") == "Job was stopped", "what holds no log stays"


class SimulatedLostClient:
    """A job client whose cluster ends in the middle of the log."""

    async def tail_job_logs(self, _job: str) -> AsyncIterator[str]:
        """Give one line, then lose the connection."""
        yield "epoch 1\n"
        raise aiohttp.ServerDisconnectedError

    def get_job_status(self, _job: str) -> object:
        """Find nobody at the address."""
        raise requests.ConnectionError("connection refused")


def test_a_cluster_lost_in_the_middle_of_a_job_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster = Cluster(
        name="train", purpose="training", job_api="http://h:1", serve=None, token_file=tmp_path / "token"
    )
    monkeypatch.setattr(jobs, "job_client", lambda _cluster: SimulatedLostClient())
    with pytest.raises(Failed, match=r"cluster train was lost while job job-1 ran.*connection refused"):
        follow(cluster, "job-1", to_stderr=False)
    assert capsys.readouterr().out == "epoch 1\n", "what came before is not lost"
