"""Kept logs are read through a real API server by who may forward ports, after the pods that wrote them are gone.

Real: the API server, its rights, the forwarding, the reader's program. Simulated: the collector's pod, which runs no
container, so the reader listens where all pods are local; and the files, named as Fluent Bit names them.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.ray.manifests.logs import log_manifests
from components.ray.programs import read_logs
from components.topology import pod_ports
from stacks.cli import logs as logs_command
from stacks.cli.main import run
from stacks.session import Session
from tests.components.ray import plans_on_kubernetes as plans
from tests.control_plane.cluster import ControlPlane
from tests.stacks.kept_logs.simulated_keeper import ended, started
from tests.stacks.reaching.on_control_plane import NAMESPACE, outputs_of, session_on, stranger

pytestmark = pytest.mark.kubernetes

POD = f"/api/v1/namespaces/{NAMESPACE}/pods/train-logs-0"
JOB = "train-job-1a2b-x7k2p"
OF_QUEUED_HEAD = "train-job-1a2b-q8w9e-head-r4t5y.tmp.ray.session_latest.logs."
FILES = {
    f"{OF_QUEUED_HEAD}job-driver-{JOB}.log": "loss 0.1\n" * 20_000,
    f"{OF_QUEUED_HEAD}events.event_JOBS.log": started(JOB, 10) + ended(JOB, 20, "SUCCEEDED"),
}
"""What a queued job left whose cluster is gone: no pod of this name is in the cluster."""
RIGHTS = [
    {"apiGroups": [""], "resources": ["pods/portforward"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]},
]
"""What `groundplan logs` needs in a cluster's namespace; the how-to page lists the same."""


def collector() -> dict[str, object]:
    """Return a pod with the labels of the collector's."""
    setting = plans.setting(plans.train())
    [made] = [each for each in log_manifests(setting, plans.CREDENTIALS) if each["kind"] == "StatefulSet"]
    labels = made["spec"]["template"]["metadata"]["labels"]
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "train-logs-0", "namespace": NAMESPACE, "labels": labels},
        "spec": {"containers": [{"name": "read", "image": "simulated"}]},
    }  # fmt: skip


@pytest.fixture(scope="module")
def with_collector(
    clean_control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ControlPlane]:
    folder = tmp_path_factory.mktemp("kept")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    clean_control_plane.add_nodes(1, prefix="cpu", cpus=4, memory="16Gi")
    clean_control_plane.objects.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    )
    clean_control_plane.objects.apply(collector())
    clean_control_plane.wait(
        lambda: clean_control_plane.objects.get(POD)["status"].get("phase") == "Running",
        "the collector to run",
    )
    environment = {"GROUNDPLAN_LOG_FOLDER": str(folder), "GROUNDPLAN_LOG_PORT": str(pod_ports.KEPT_LOGS)}
    reader = clean_control_plane.run_inside([sys.executable, str(Path(read_logs.__file__))], environment)
    yield clean_control_plane
    reader.kill()
    reader.wait()


@pytest.fixture
def session(
    with_collector: ControlPlane,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Session:
    made = session_on(with_collector, tmp_path, monkeypatch)
    monkeypatch.setattr(logs_command, "open_session", lambda *_given, **_named: made)
    monkeypatch.setattr(logs_command, "stack_outputs", lambda _session: outputs_of(with_collector))
    with_collector.wait(lambda: run(["logs", "--json"]) == 0, "the reader to answer", 60)
    capfd.readouterr()
    return made


def test_the_log_and_the_end_of_a_queued_job_outlive_its_cluster(
    session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--job", "train-job-1a2b"]) == 0, "by the name that `submit --queued` told"
    captured = capfd.readouterr()
    assert captured.out == "loss 0.1\n" * 20_000, "a long log comes whole"
    assert f"job {JOB} on cluster train ended as SUCCEEDED" in captured.err, "and how it ended"
    assert f"--namespace {NAMESPACE} port-forward pod/train-logs-0" in captured.err, "the plain way is shown"


def test_what_is_kept_is_listed_with_the_pods_that_are_gone(
    session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert {each["node"] for each in document["files"]} == {"train-job-1a2b-q8w9e-head-r4t5y"}
    assert [(each["job"], each["status"]) for each in document["jobs"]] == [(JOB, "SUCCEEDED")]


@pytest.mark.parametrize(
    ("taken", "missing"), [(0, "may not get pods/portforward"), (1, "does not allow it: pods")]
)
def test_a_missing_right_is_one_sentence_that_names_it(
    taken: int,
    missing: str,
    session: Session,
    with_collector: ControlPlane,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    left = [right for number, right in enumerate(RIGHTS) if number != taken]
    monkeypatch.setenv("KUBECONFIG", str(stranger(with_collector, tmp_path, rights=left)))
    assert run(["logs"]) == 2, "nothing was changed"
    assert missing in capfd.readouterr().err


def test_the_rights_that_are_asked_for_suffice(
    session: Session, with_collector: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(stranger(with_collector, tmp_path, rights=RIGHTS)))
    assert run(["logs"]) == 0, "neither a token nor the right to run programs in pods"


def test_a_collector_that_is_gone_is_told(
    session: Session, with_collector: ControlPlane, capfd: pytest.CaptureFixture[str]
) -> None:
    with_collector.objects.remove(POD)
    with_collector.wait(lambda: run(["logs"]) == 2, "the collector to be gone", 60)
    assert "kept by its collector, which does not run" in capfd.readouterr().err
