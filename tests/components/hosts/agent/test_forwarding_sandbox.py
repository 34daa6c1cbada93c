"""Forwarders into real sandboxes: reached through them alone, on the loopback alone, and back after a kill."""

import re
import socket
import sys
from pathlib import Path

import pytest

from components.hosts.agent import spawning
from components.hosts.agent.forwarding import LOOPBACK
from components.hosts.agent.records import HostError
from tests.components.hosts.marked_processes import marked, running
from tests.components.hosts.real_stack import WAIT_SECONDS, RealStack, free_port, kill, wait_until

SERVER = """
import socket
server = socket.create_server(("127.0.0.1", {port}))
print("listening", flush=True)
while True:
    connection, _ = server.accept()
    connection.sendall(b"from inside: " + connection.recv(100))
    connection.close()
"""


def ask(port: int) -> bytes:
    """Return what answers at a port of the loopback; empty where nobody does."""
    try:
        with socket.create_connection((LOOPBACK, port), WAIT_SECONDS) as client:
            client.sendall(b"hello")
            return client.recv(100)
    except OSError:
        return b""


@pytest.fixture
def port() -> int:
    """Return a free port."""
    return free_port()


@pytest.mark.cluster
def test_a_port_inside_is_reached_through_the_forwarder_alone(stack: RealStack, port: int) -> None:
    record = stack.up("serve", models="read")
    inside = [*spawning.enter_command(record), sys.executable, "-c", SERVER.format(port=port)]
    with running(inside, marked(stack.folder, "server")) as server:
        assert server.stdout is not None and server.stdout.readline() == b"listening\n", (
            "the server runs inside"
        )
        assert ask(port) == b"", "a port of the sandbox is open on the host"
        stack.call("forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port)
        assert ask(port) == b"from inside: hello", "the forwarder leads nowhere"
        kill(stack.record("forward")["pid"])
        assert not stack.call("forward.observe", "forward")["alive"], "a killed forwarder is taken for alive"
        assert ask(port) == b"", "the port is open without its forwarder"
        stack.call("forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port)
        assert ask(port) == b"from inside: hello", "the forwarder does not come back"
        stack.call("forward.stop", "forward")
        assert ask(port) == b"", "the port stays open after its forwarder was stopped"


@pytest.mark.cluster
def test_a_forwarder_listens_on_the_loopback_alone(stack: RealStack, port: int) -> None:
    stack.up("serve", models="read")
    stack.call("forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port)
    table = "".join(Path(f"/proc/net/{name}").read_text(encoding="ascii") for name in ("tcp", "tcp6"))
    listening = re.findall(rf"^\s*\d+: ([0-9A-F]+):{port:04X} [0-9A-F]+:0000 0A", table, flags=re.MULTILINE)
    assert listening == ["0100007F"], "the port is open to other machines"


@pytest.mark.cluster
def test_a_port_that_is_taken_is_named_with_what_to_do(stack: RealStack) -> None:
    stack.up("serve", models="read")
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            HostError, match=rf"port {port} of 127.0.0.1 is taken .*`ss -ltnp 'sport = :{port}'`"
        ):
            stack.call(
                "forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port
            )
    assert stack.call("forward.observe", "forward")["present"] is False, (
        "a forwarder that failed left a record"
    )
    assert stack.processes("forward") == [], "a forwarder that failed left a process"


@pytest.mark.cluster
def test_a_forwarder_into_a_sandbox_that_died_says_so(stack: RealStack, port: int) -> None:
    record = stack.up("serve", models="read")
    kill(record["pid"])
    with pytest.raises(HostError, match="forward did not start"):
        stack.call("forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port)
    wait_until(lambda: stack.processes("forward") == [], "a forwarder that failed has ended")


def test_without_isolation_no_forwarder_runs_and_none_is_missed(open_stack: RealStack, port: int) -> None:
    open_stack.storage()
    open_stack.sandbox("serve")
    open_stack.call("forward.start", "forward", sandbox="sandbox-serve", listen_port=port, target_port=port)
    assert open_stack.call("forward.observe", "forward")["alive"], (
        "the next `up` would start what is not needed"
    )
    assert open_stack.processes("forward") == [], "a process was started for nothing"
