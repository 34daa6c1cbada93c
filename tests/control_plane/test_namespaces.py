"""Nothing of a control plane is reached from outside, and nothing of it outlives its owner."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.control_plane.cluster import ControlPlane
from tests.control_plane.namespaces import Namespaces

pytestmark = pytest.mark.kubernetes

OWNER = """
import signal, sys
from tests.control_plane.cluster import ControlPlane
control_plane = ControlPlane()
control_plane.add_nodes(1, prefix="cpu", cpus=4, memory="8Gi")
print(control_plane.folder, control_plane.server.rpartition(":")[2], flush=True)
signal.pause()
"""


def processes_of(folder: Path) -> list[psutil.Process]:
    """Return the supervisor of the control plane with this folder, and all below it."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in argument for argument in process.info["cmdline"] or []):
            found += [process, *process.children(recursive=True)]
    return found


def test_it_listens_on_one_port_of_the_loopback_interface_alone(control_plane: ControlPlane) -> None:
    ours = {process.pid for process in processes_of(control_plane.folder)}
    listening = {
        connection.laddr
        for connection in psutil.net_connections("inet")
        if connection.pid in ours and connection.status == psutil.CONN_LISTEN
    }
    port = int(control_plane.server.rpartition(":")[2])
    assert listening == {("127.0.0.1", port)}, "whoever is on the network must find nothing"


def test_inside_there_is_no_way_to_the_network(control_plane: ControlPlane) -> None:
    log = control_plane.folder / "devices.log"
    control_plane.run_inside(["cat", "/proc/self/net/dev"], log=log).wait()
    interfaces = [line.partition(":")[0].strip() for line in log.read_text().splitlines()[2:]]
    assert "lo" in interfaces and all(name in ("lo", "tunl0", "sit0") for name in interfaces), (
        "no interface leads out (tunl0 and sit0 are the kernel's own, down and without an address)"
    )


def test_a_process_inside_ends_with_what_was_returned(control_plane: ControlPlane) -> None:
    marker = f"{control_plane.folder}/sleeper"
    process = control_plane.run_inside(["sh", "-c", "sleep 600 & wait", marker])
    control_plane.wait(lambda: len(processes_of(Path(marker))) > 1, "the process to run")
    process.kill()
    process.wait()
    control_plane.wait(lambda: not processes_of(Path(marker)), "it to be gone", timeout_s=10)


def test_an_owner_killed_without_warning_leaves_nothing() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    ) as owner:
        assert owner.stdout is not None
        folder, port = owner.stdout.readline().split()
        ours = processes_of(Path(folder))
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    _, alive = psutil.wait_procs(ours, timeout=30)
    assert len(ours) > 5 and not alive, "etcd, the API server and all others must end with it"
    assert not Path(folder).exists(), "keys must not stay behind"
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", int(port))) != 0, "the port must be free again"


def test_a_supervisor_killed_without_warning_takes_everything_with_it() -> None:
    namespaces = Namespaces()
    process = namespaces.run(["sleep", "600"])
    try:
        namespaces.kill()
        assert process.wait(timeout=30) != 0, "the kernel ends a process namespace with its first process"
    finally:
        namespaces.close()
    assert not namespaces.folder.exists(), "the owner removes what the supervisor could not"
