"""Connections through a real API server into a pod whose HTTP is simulated."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from components.kubernetes.access import connect
from stacks.reaching.forwarding import Forwarding, Way
from tests.control_plane.cluster import ControlPlane
from tests.stacks.reaching.ray_head import simulated_http

pytestmark = pytest.mark.kubernetes

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "head", "namespace": "default"},
    "spec": {"containers": [{"name": "ray", "image": "simulated"}]},
}


@pytest.fixture(scope="module")
def with_pod(clean_control_plane: ControlPlane) -> Iterator[ControlPlane]:
    clean_control_plane.add_nodes(1, prefix="cpu", cpus=4, memory="16Gi")
    clean_control_plane.objects.apply(POD)
    path = "/api/v1/namespaces/default/pods/head"
    clean_control_plane.wait(
        lambda: clean_control_plane.objects.get(path)["status"].get("phase") == "Running", "the pod to run"
    )
    server = simulated_http(clean_control_plane, Path(__file__).parent / "simulated_pod.py")
    yield clean_control_plane
    server.kill()
    server.wait()


@pytest.fixture
def forwarding(with_pod: ControlPlane) -> Iterator[Forwarding]:
    opened = Forwarding(connect(str(with_pod.kubeconfig)).kubeconfig)
    yield opened
    opened.close()


def address(forwarding: Forwarding, control_plane: ControlPlane, *pods: str) -> str:
    """Open a way to the pods in this order and return its address, once the server inside answers."""
    names = iter(pods or ("head",))
    last = pods[-1] if pods else "head"
    opened = forwarding.open(Way(namespace="default", find_pod=lambda: next(names, last), port=8265))
    control_plane.wait(lambda: get(f"http://127.0.0.1:{opened}/0") is not None, "the simulated pod to answer")
    return f"http://127.0.0.1:{opened}"


def get(url: str) -> bytes | None:
    try:
        return httpx.get(url, timeout=60, trust_env=False).content
    except httpx.HTTPError:
        return None


def test_much_is_carried_in_both_directions(forwarding: Forwarding, with_pod: ControlPlane) -> None:
    url = address(forwarding, with_pod)
    assert len(get(f"{url}/50000000") or b"") == 50_000_000, "a long log arrives whole"
    sent = httpx.put(url, content=b"y" * 20_000_000, timeout=60, trust_env=False)
    assert sent.text == "20000000", "so does a package of code"


def test_a_socket_of_a_private_folder_carries_as_a_port_does(
    forwarding: Forwarding, with_pod: ControlPlane, tmp_path: Path
) -> None:
    address(forwarding, with_pod)  # the server inside answers
    socket = tmp_path / "way"
    forwarding.open_socket(Way(namespace="default", find_pod=lambda: "head", port=8265), socket)
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), base_url="http://pod") as client:
        assert client.get("/100000", timeout=60).content == b"x" * 100000, "both directions"


def test_many_connections_at_once_do_not_hold_each_other_up(
    forwarding: Forwarding, with_pod: ControlPlane
) -> None:
    url = address(forwarding, with_pod)
    # One that asks and never reads stays open beside all others.
    idle = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
    idle.sendall(b"GET /30000000 HTTP/1.1\r\nHost: pod\r\n\r\n")
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(get(f"{url}/1000") or b""))) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    idle.close()
    assert found == [1000] * 40, "each has its own way"


def test_a_client_that_has_said_its_last_word_still_gets_its_answer(
    forwarding: Forwarding, with_pod: ControlPlane
) -> None:
    url = address(forwarding, with_pod)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=60) as client:
        client.sendall(b"GET /5 HTTP/1.1\r\nHost: pod\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while not answer.endswith(b"xxxxx"):
            chunk = client.recv(1000)
            assert chunk, f"the connection ended before the answer: {answer!r}"
            answer += chunk


def test_a_pod_that_is_gone_is_looked_for_anew(forwarding: Forwarding, with_pod: ControlPlane) -> None:
    url = address(forwarding, with_pod, "gone", "head")
    assert get(f"{url}/3") == b"xxx", "the head that replaced it answers"
    assert forwarding.problem is None, "and nobody has to know"


def test_a_port_where_nothing_listens_is_told(forwarding: Forwarding) -> None:
    opened = forwarding.open(Way(namespace="default", find_pod=lambda: "head", port=9090))
    assert get(f"http://127.0.0.1:{opened}/0") is None, "nothing answers"
    assert "9090" in (forwarding.problem or ""), "and the node's own words say why"


def test_what_the_api_server_does_not_allow_is_told(with_pod: ControlPlane) -> None:
    stranger = connect(str(with_pod.kubeconfig)).kubeconfig.replace('"client-key-data"', '"nothing"')
    stranger = stranger.replace('"client-certificate-data"', '"nothing-either"')
    opened = Forwarding(stranger)
    try:
        port = opened.open(Way(namespace="default", find_pod=lambda: "head", port=8265))
        assert get(f"http://127.0.0.1:{port}/0") is None, "nobody gets in without a credential"
        assert opened.problem, "and the refusal is kept for who asks"
    finally:
        opened.close()


def test_closing_ends_what_is_carried_and_frees_the_port(with_pod: ControlPlane) -> None:
    opened = Forwarding(connect(str(with_pod.kubeconfig)).kubeconfig)
    url = address(opened, with_pod)
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        opened.close()
        with contextlib.suppress(ConnectionResetError):  # one that was not let in yet
            assert client.recv(1) == b"", "an open connection ends"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
