"""`reach` and what stands on it: a real API server, the real KubeRay, a real Ray head that takes real jobs."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components import workload_code
from stacks.cli import env as env_command
from stacks.cli import status as status_command
from stacks.cli import submit as submit_command
from stacks.cli.failures import Refused
from stacks.cli.main import run
from stacks.clusters import Cluster, find_cluster
from stacks.code_package import ask_cluster, open_client
from stacks.reaching import queued
from stacks.reaching.reach import reach
from stacks.session import Session
from tests.components.services.declared import running
from tests.control_plane.cluster import ControlPlane
from tests.stacks.reaching.on_control_plane import (
    CLUSTER,
    MADE,
    NAMESPACE,
    bring_cluster,
    outputs_of,
    session_on,
    state_of,
    stranger,
)
from tests.stacks.reaching.ray_head import answers, real_ray_head

pytestmark = [pytest.mark.kubernetes, pytest.mark.cluster]

RIGHTS = [
    {"apiGroups": [""], "resources": ["pods/portforward"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["secrets", "services", "pods"], "verbs": ["get", "list"]},
]
"""What `groundplan submit` needs in a cluster's namespace; the how-to page lists the same."""


@pytest.fixture(scope="module")
def with_cluster(clean_control_plane: ControlPlane) -> Iterator[ControlPlane]:
    bring_cluster(clean_control_plane)
    with real_ray_head(clean_control_plane):
        yield clean_control_plane


@pytest.fixture
def session(with_cluster: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    made, outputs = session_on(with_cluster, tmp_path, monkeypatch), outputs_of(with_cluster)
    for command in (submit_command, status_command, env_command):
        monkeypatch.setattr(command, "open_session", lambda *_given, **_named: made)
        monkeypatch.setattr(command, "stack_outputs", lambda _session: outputs)
    monkeypatch.setattr(queued, "read_state", lambda _session: state_of(outputs))
    with reach(made, training(with_cluster)) as reached:
        with_cluster.wait(lambda: answers(reached.job_api), "the head to take jobs")
    return made


def training(control_plane: ControlPlane, **changed: Any) -> Cluster:
    return find_cluster(outputs_of(control_plane, **changed), None, "training")


def test_a_job_runs_with_the_checkout_s_code_and_its_log_is_followed(
    session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    program = "import workloads.stores; [print('line', number) for number in range(20000)]"
    assert run(["submit", "--", "python", "-c", program]) == 0, "the job ends well"
    captured = capfd.readouterr()
    lines = [line for line in captured.out.splitlines() if line.startswith("line ")]
    assert lines == [f"line {number}" for number in range(20000)], "a long log comes whole and in order"
    assert f"--namespace {NAMESPACE} port-forward service/train-head-svc" in captured.err, (
        "the plain way is shown"
    )
    assert "ray job submit --address http://127.0.0.1:" in captured.err, "and the plain command"


def test_a_job_that_fails_is_exit_code_1(session: Session, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["submit", "--", "python", "-c", "raise SystemExit('no such luck')"]) == 1, "as the job ends"
    captured = capfd.readouterr()
    assert "no such luck" in captured.out, "its log is shown"
    assert "ended as FAILED" in captured.err, "and its end is told"


def test_the_head_asks_for_the_token_and_only_reach_has_it(
    session: Session, with_cluster: ControlPlane
) -> None:
    with reach(session, training(with_cluster)) as reached:
        with open_client(reached) as client:
            assert ask_cluster(client, reached, "GET", "/api/jobs/").status_code == 200, "with the token"
            client.headers.pop("Authorization")
            with pytest.raises(Refused, match=r"does not take the token in Secret train-token of namespace"):
                ask_cluster(client, reached, "GET", "/api/jobs/")
        assert str(reached.token) not in repr(reached), "what is logged by accident holds no token"


def test_another_cluster_than_the_stack_s_is_refused(session: Session, with_cluster: ControlPlane) -> None:
    outputs = outputs_of(with_cluster)
    outputs["kubernetes"]["identity"] = "6f1d3a52-8a55-4d8c-9d6e-0d4b5b0a9c11"
    with (
        pytest.raises(
            Refused, match="leads to another cluster than the one that stack simulated was made on"
        ),
        reach(session, find_cluster(outputs, None, "training")),
    ):
        pass


@pytest.mark.parametrize(("taken", "missing"), [(0, "get pods/portforward"), (1, "get secrets")])
def test_a_missing_right_is_one_sentence_that_names_it(
    taken: int,
    missing: str,
    session: Session,
    with_cluster: ControlPlane,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = [right for number, right in enumerate(RIGHTS) if number != taken]
    monkeypatch.setenv("KUBECONFIG", str(stranger(with_cluster, tmp_path, rights=left)))
    with (
        pytest.raises(Refused, match=f"may not {missing} in namespace {NAMESPACE}"),
        reach(session, training(with_cluster)),
    ):
        pass


def test_the_rights_that_are_asked_for_suffice(
    session: Session, with_cluster: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(stranger(with_cluster, tmp_path, rights=RIGHTS)))
    with reach(session, training(with_cluster)) as reached:
        assert answers(reached.job_api), "nothing more is needed to reach a head"


def test_an_expired_credential_is_one_sentence(
    session: Session, with_cluster: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stranger(with_cluster, tmp_path)
    file.write_text(file.read_text().replace('"token": "', '"token": "expired'))
    monkeypatch.setenv("KUBECONFIG", str(file))
    with (
        pytest.raises(Refused, match=r"does not accept the credential.*log in again"),
        reach(session, training(with_cluster)),
    ):
        pass


def test_what_runs_now_is_told(session: Session, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == 0, "it only reads"
    told = capfd.readouterr().out
    assert "cluster train (training, ready)" in told, "as KubeRay says"
    assert told.count(": running") == 2, "head and worker"


def test_an_unreachable_cluster_leaves_what_was_recorded(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "nothing"))
    assert run(["status"]) == 0, "what is recorded is still worth telling"
    captured = capfd.readouterr()
    assert "head: declared" in captured.out, "the recorded state"
    assert "recorded and not what runs now: there is no kubeconfig" in captured.err, "and why it is only that"


def test_a_stopped_cluster_is_started_again_by_submit_alone(
    session: Session, with_cluster: ControlPlane, capfd: pytest.CaptureFixture[str]
) -> None:
    path = CLUSTER.format(NAMESPACE, "train")
    with_cluster.objects.patch(path, {"spec": {"suspend": True}})
    with_cluster.wait(lambda: running(with_cluster, MADE, "train") == 0, "KubeRay to stop the cluster")
    with (
        pytest.raises(Refused, match=r"is stopped.*`groundplan submit` starts it again"),
        reach(session, training(with_cluster)),
    ):
        pass
    assert run(["submit", "--", "python", "-c", "print('awake')"]) == 0, "the job runs"
    captured = capfd.readouterr()
    assert "awake" in captured.out and "starting it again" in captured.err, "and the start is told"


def test_a_queued_job_has_a_cluster_of_its_own_and_the_checkout_s_code(
    session: Session,
    with_cluster: ControlPlane,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    # What a kubelet does with the ConfigMap is simulated: the archive lies where the job looks for it.
    monkeypatch.setattr(workload_code, "PATH", str(tmp_path / workload_code.ARCHIVE))
    bring = queued.bring_code

    def bring_and_mount(access: Any, name: str, *given: Any) -> None:
        bring(access, name, *given)
        kept = with_cluster.objects.get(f"/api/v1/namespaces/{NAMESPACE}/configmaps/{name}")
        archive = base64.b64decode(kept["binaryData"][workload_code.ARCHIVE])
        (tmp_path / workload_code.ARCHIVE).write_bytes(archive)

    monkeypatch.setattr(queued, "bring_code", bring_and_mount)
    program = "import workloads.stores; print('from', workloads.stores.VARIABLE)"
    assert run(["submit", "--queued", "--", "python", "-c", program]) == 0, "the job ends well"
    captured = capfd.readouterr()
    assert "from GROUNDPLAN_STORES" in captured.out, (
        "it ran with the code of the checkout, and its log was followed"
    )
    jobs = with_cluster.objects.get(f"/apis/ray.io/v1/namespaces/{NAMESPACE}/rayjobs")["items"]
    assert [job["status"]["jobStatus"] for job in jobs] == ["SUCCEEDED"], "KubeRay ran it"
    assert jobs[0]["status"]["rayClusterName"] != "train", "on a cluster of its own"


def test_env_tells_the_way_and_keeps_the_token_out(
    session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    found = env_command.ray_variables(session, "train")
    assert found["RAY_ADDRESS"] == "http://127.0.0.1:8265", "where the port-forward that is told ends"
    assert not any("TOKEN" in name for name in found), "the token is in no file and no output of ours"
    told = capfd.readouterr().err
    assert "port-forward service/train-head-svc 8265" in told and "get secret train-token" in told, "and how"
