"""A cluster is suspended when no job ran for long enough, and in no doubt at all."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ray.programs.stop_when_idle import main, reason_to_stay

READY_AT = "2026-11-23T10:00:00Z"
READY_S = 1795428000.0


def cluster(**changed: Any) -> dict[str, Any]:
    return {
        "metadata": {"resourceVersion": "42"},
        "spec": changed.pop("spec", {}),
        "status": {"state": "ready", "stateTransitionTimes": {"ready": READY_AT}, **changed},
    }


def driver(active: str = "INACTIVE", last: float | None = None) -> dict[str, Any]:
    return {"driver": {"is_active": active, "reason": None, "timestamp": READY_S, "last_activity_at": last}}


def test_it_stays_as_long_as_a_job_runs() -> None:
    stays = reason_to_stay(cluster(), driver("ACTIVE"), READY_S + 10**6, 60)
    assert stays and "ACTIVE" in stays


@pytest.mark.parametrize("told", [{}, driver("ERROR")])
def test_it_stays_when_the_head_cannot_tell(told: dict[str, Any]) -> None:
    assert reason_to_stay(cluster(), told, READY_S + 10**6, 60) is not None, "a job could be running"


@given(st.floats(0, 10**6), st.one_of(st.none(), st.floats(0, 10**6)), st.floats(1, 10**6))
def test_it_goes_when_nothing_happened_for_long_enough(now: float, last: float | None, idle_s: float) -> None:
    told = driver(last=None if last is None else READY_S + last)
    stays = reason_to_stay(cluster(), told, READY_S + now, idle_s)
    quiet = now - max(last or 0.0, 0.0)
    assert (stays is None) == (READY_S + now - max(READY_S, READY_S + (last or 0.0)) >= idle_s), quiet


def test_a_cluster_that_was_woken_up_gets_its_time_anew() -> None:
    long_ago = driver(last=READY_S - 10**6)
    assert reason_to_stay(cluster(), long_ago, READY_S + 10, 60) is not None, (
        "it would stop before the job came"
    )


@pytest.mark.parametrize(
    "held", [cluster(spec={"suspend": True}), cluster(state="suspended"), cluster(state="")]
)
def test_a_cluster_that_does_not_run_is_left_alone(held: dict[str, Any]) -> None:
    assert reason_to_stay(held, driver(), READY_S + 10**6, 60) is not None


class SimulatedKubernetesAndHead(ThreadingHTTPServer):
    """Answers as the API server and as a head, and keeps what it was asked."""

    def __init__(self, activity: dict[str, Any]) -> None:
        self.activity, self.asked = activity, []
        super().__init__(("127.0.0.1", 0), _Answers)


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(self._told().activity if "component_activities" in self.path else cluster())

    def do_PATCH(self) -> None:
        self._answer({})

    def _answer(self, document: dict[str, Any]) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._told().asked.append((self.command, self.path, self.headers["Authorization"], body.decode()))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def _told(self) -> SimulatedKubernetesAndHead:
        assert isinstance(self.server, SimulatedKubernetesAndHead)
        return self.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (as the library names it)
        """Say nothing."""


@pytest.fixture
def idle() -> Iterator[SimulatedKubernetesAndHead]:
    server = SimulatedKubernetesAndHead(driver())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def look(server: SimulatedKubernetesAndHead, folder: Path) -> str:
    (folder / "token").write_text("account-token")
    (folder / "auth_token").write_text("cluster-token")
    address = f"http://127.0.0.1:{server.server_address[1]}"
    environment = {
        "GROUNDPLAN_NAMESPACE": "atlas-train", "GROUNDPLAN_RAY_CLUSTER": "train", "GROUNDPLAN_IDLE_S": "60",
        "GROUNDPLAN_JOB_API": address, "GROUNDPLAN_TOKEN_FILE": str(folder / "auth_token"),
    }  # fmt: skip
    return main(environment, account=folder, api=address)


def test_an_idle_cluster_is_suspended_with_the_version_that_was_judged(
    idle: SimulatedKubernetesAndHead, tmp_path: Path
) -> None:
    assert look(idle, tmp_path).startswith("suspended")
    url = "/apis/ray.io/v1/namespaces/atlas-train/rayclusters/train"
    assert [(command, path) for command, path, _, _ in idle.asked] == [
        ("GET", url), ("GET", "/api/component_activities"), ("PATCH", url),
    ]  # fmt: skip
    tokens = [token for _, _, token, _ in idle.asked]
    assert tokens == ["Bearer account-token", "Bearer cluster-token", "Bearer account-token"], (
        "each to its own"
    )
    change = json.loads(idle.asked[-1][3])
    assert change == {"metadata": {"resourceVersion": "42"}, "spec": {"suspend": True}}


def test_a_cluster_at_work_is_not_changed(idle: SimulatedKubernetesAndHead, tmp_path: Path) -> None:
    idle.activity = driver("ACTIVE")
    assert look(idle, tmp_path).startswith("stays")
    assert all(command == "GET" for command, *_ in idle.asked)
