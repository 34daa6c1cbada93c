"""System calls: their errors say what was tried; in a namespace of their own they do it."""

import subprocess
import sys
from pathlib import Path

import pytest

from components.hosts.agent import kernel
from components.hosts.agent.namespaces import UNSHARE
from components.hosts.agent.spawning import CODE_ROOT


def test_a_mount_that_fails_names_both_ends() -> None:
    with pytest.raises(OSError, match="mount /no-such-source on /no-such-target: No such file or directory"):
        kernel.mount("/no-such-source", "/no-such-target", flags=kernel.MS_BIND)


def test_an_unmount_that_fails_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=f"unmount {tmp_path}"):
        kernel.unmount(str(tmp_path))


def test_a_processor_without_a_known_number_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kernel.platform, "machine", lambda: "pdp11")
    with pytest.raises(OSError, match="pivot_root is not known on pdp11; known: x86_64, aarch64"):
        kernel.change_root(str(tmp_path))


def in_namespaces(source: str, *more: str) -> str:
    """Return what Python code prints in a user and a mount namespace of its own."""
    code = f"from components.hosts.agent import kernel\n{source}"
    command = [*UNSHARE, *more, "--", sys.executable, "-S", "-P", "-c", code]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": CODE_ROOT}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.cluster
def test_a_read_only_bind_is_so_for_what_is_mounted_below_it_too(tmp_path: Path) -> None:
    (tmp_path / "source" / "inner").mkdir(parents=True)
    (tmp_path / "target").mkdir()
    source = f"""
import errno
kernel.mount("x", "{tmp_path}/source/inner", "tmpfs")
kernel.bind("{tmp_path}/source", "{tmp_path}/target", read_only=True)
for path in ("{tmp_path}/target/file", "{tmp_path}/target/inner/file"):
    try:
        open(path, "w")
    except OSError as error:
        print(errno.errorcode[error.errno])
"""
    assert in_namespaces(source).split() == ["EROFS", "EROFS"], (
        "a mount below a read-only store could be written to"
    )


@pytest.mark.cluster
def test_a_read_only_mount_leaves_what_is_mounted_below_it_alone(tmp_path: Path) -> None:
    source = f"""
import os
kernel.mount("x", "{tmp_path}", "tmpfs")
os.mkdir("{tmp_path}/inner")
kernel.mount("x", "{tmp_path}/inner", "tmpfs")
kernel.make_read_only("{tmp_path}", with_what_is_below=False)
open("{tmp_path}/inner/file", "w")
try:
    open("{tmp_path}/file", "w")
except OSError:
    print("closed")
"""
    assert in_namespaces(source) == "closed", "/tmp would be read-only, or the sandbox's root writable"


@pytest.mark.cluster
def test_the_loopback_is_down_until_it_is_raised() -> None:
    source = """
import socket
server = socket.socket()
server.settimeout(10)
try:
    server.bind(("127.0.0.1", 0)); server.listen()
    socket.create_connection(server.getsockname(), 1)
    print("up")
except OSError:
    print("down")
kernel.raise_loopback()
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), 10)
print("up")
"""
    assert in_namespaces(source, "--net").split() == ["down", "up"], "Ray could not reach its own ports"


@pytest.mark.cluster
def test_capabilities_once_dropped_do_not_come_back_with_a_program() -> None:
    source = """
import os
kernel.drop_capabilities()
os.execvp("grep", ["grep", "-hE", "^(CapEff|CapBnd|NoNewPrivs)", "/proc/self/status"])
"""
    fields = dict(line.split(":\t") for line in in_namespaces(source).splitlines())
    assert int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0, "a job could mount"
    assert fields["NoNewPrivs"] == "1", "a setuid program could give privileges back"
