"""What a collector keeps is listed and read as its reader hands it out, and a collector that does not run is told."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from components.ray.programs.read_logs import LOOPBACK, reader
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.reaching import collected_logs
from stacks.reaching.collected_logs import CollectedLogs, ready_collector

PLACE = Place(
    identity="1", namespace="atlas-train", kind="RayCluster", resource="train", head_service="train-head-svc",
    serve_service=None, secret="train-token", secret_key="auth_token",
)  # fmt: skip
TRAIN = Cluster(name="train", purpose="training", job_api="http://train", serve=None, place=PLACE)
READY = {"conditions": [{"type": "Ready", "status": "True"}]}
DRIVER = "train-head-x.tmp.ray.session_latest.logs.job-driver-a#1.log"


class SimulatedForwarding:
    """Stands for what carries connections; `problem` is why one could not be."""

    problem: str | None = None


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[CollectedLogs]:
    (tmp_path / DRIVER).write_bytes(b"one\ntwo\n")
    (tmp_path / "train-gpu-y.tmp.ray.session_latest.logs.raylet.out").write_bytes(b"up\n")
    server = reader(tmp_path, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    forwarding: Any = SimulatedForwarding()
    with httpx.Client(base_url=f"http://{LOOPBACK}:{server.server_address[1]}", trust_env=False) as client:
        yield CollectedLogs("train", client, forwarding)
    server.shutdown()
    server.server_close()
    thread.join()


def test_files_are_those_of_their_pods_and_read_as_they_are(logs: CollectedLogs, tmp_path: Path) -> None:
    worker, driver = logs.files()
    assert (worker.node, worker.name) == ("train-gpu-y", "raylet.out"), "sorted by pod"
    assert (driver.cluster, driver.node, driver.name) == ("train", "train-head-x", "job-driver-a#1.log")
    assert b"".join(logs.read(driver, 4)) == b"two\n", "from a byte on, whatever it is called"
    (tmp_path / DRIVER).unlink()
    assert list(logs.read(driver, 0)) == [], "the keeper has removed it"


@pytest.mark.parametrize(
    "answer", [httpx.Response(404), httpx.Response(200, text="<html>"), httpx.Response(200, json=[{}])]
)
def test_who_is_no_reader_of_ours_is_told_in_one_sentence(answer: httpx.Response) -> None:
    forwarding: Any = SimulatedForwarding()
    transport = httpx.MockTransport(lambda _request: answer)
    with (
        httpx.Client(base_url="http://reader", transport=transport) as client,
        pytest.raises(Failed, match=r"does not hand out its logs.*run `groundplan up`"),
    ):
        CollectedLogs("train", client, forwarding).files()


def test_the_way_s_own_reason_is_told_where_it_was_blocked() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError("Server disconnected")

    forwarding: Any = SimulatedForwarding()
    forwarding.problem = "connection refused in the pod"
    with (
        httpx.Client(base_url="http://reader", transport=httpx.MockTransport(refuse)) as client,
        pytest.raises(Failed, match=r"\(connection refused in the pod\)"),
    ):
        CollectedLogs("train", client, forwarding).files()


@pytest.fixture
def way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every cluster be found, with a collector that is ready."""
    access: Any = SimpleNamespace(kubeconfig="{}", context="here")
    monkeypatch.setattr(collected_logs, "open_way", lambda *_way: access)
    monkeypatch.setattr(collected_logs, "require_right", lambda *_right: None)
    monkeypatch.setattr(collected_logs, "ready_collector", lambda *_asked: "train-logs-0")


@pytest.mark.usefixtures("way_in")
def test_a_long_folder_for_temporary_files_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    short = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    monkeypatch.setattr(collected_logs, "SHORT_FOLDER", str(short))
    session: Any = None
    with collected_logs.collected_logs(session, TRAIN, PLACE):
        [folder] = short.iterdir()
        assert (folder / "logs").is_socket(), "a path that the kernel takes"
        assert folder.stat().st_mode & 0o777 == 0o700, "for this user alone"
    assert list(short.iterdir()) == [] and list(long.iterdir()) == [], "nothing stays"
    short.rmdir()


@pytest.mark.usefixtures("way_in")
def test_a_socket_that_cannot_be_made_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: Any = None
    monkeypatch.setattr(collected_logs, "SHORT_FOLDER", str(tmp_path / ("x" * 100)))
    for tempdir in (tmp_path / "absent", tmp_path / ("x" * 100)):
        monkeypatch.setattr(tempfile, "tempdir", str(tempdir))
        with (
            pytest.raises(Failed, match="TMPDIR=/tmp"),
            collected_logs.collected_logs(session, TRAIN, PLACE),
        ):
            pass
        (tmp_path / ("x" * 100)).mkdir(exist_ok=True)


@dataclass
class SimulatedApi:
    """Lists these pods, whatever is asked, and remembers it."""

    pods: list[dict[str, Any]]
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get(self, path: str, *, labelSelector: str) -> dict[str, Any]:  # noqa: N803
        self.asked.append((path, labelSelector))
        return {"items": self.pods}


def pod(name: str, **given: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, **given.pop("metadata", {})}, "status": {}, **given}


def test_the_collector_is_found_by_its_labels_in_its_namespace() -> None:
    api: Any = SimulatedApi([
        pod("train-logs-0", metadata={"deletionTimestamp": "now"}, status=READY), pod("train-logs-1", status=READY),
    ])  # fmt: skip
    assert ready_collector(api, TRAIN, PLACE) == "train-logs-1", "and not the one that goes"
    [(path, selector)] = api.asked
    assert path == "/api/v1/namespaces/atlas-train/pods"
    assert selector == "groundplan-cluster=train,groundplan-role=logs", "as its manifest has them"


@pytest.mark.parametrize(
    ("pods", "why"),
    [
        ([], r"there is no pod of it; run `groundplan up`"),
        ([pod("train-logs-0", status={"phase": "Pending"})], r"pod train-logs-0 is Pending"),
    ],
)
def test_a_collector_that_does_not_run_is_told_with_the_reason(pods: list[dict[str, Any]], why: str) -> None:
    api: Any = SimulatedApi(pods)
    with pytest.raises(Refused, match=why):
        ready_collector(api, TRAIN, PLACE)
