"""What a job in a sandbox can reach, tried from inside on the real kernel."""

import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from components.hosts.agent import kernel, records, spawning
from components.hosts.agent.first_process import complete, host_pid_of_self
from tests.components.hosts.real_stack import RealStack, wait_until

STORE = "/groundplan/stores/models"

ESCAPES = f"""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x20000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 1, 32, 4096, 16384, 1 << 18, 2
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY, SYS_MOUNT_SETATTR = -100, 0x8000, 1, 442

def attempt(name, result):
    print(name, "worked" if result == 0 else os.strerror(ctypes.get_errno()), flush=True)

def write(name, path):
    try:
        with open(path + "/planted", "w") as file:
            file.write("planted")
        print(name, "worked", flush=True)
    except OSError as error:
        print(name, error.strerror, flush=True)

def mounts(where):
    attempt(where + " remount", libc.mount(b"none", b"{STORE}", None, MS_REMOUNT | MS_BIND, None))
    attributes = (ctypes.c_uint64 * 4)(0, MOUNT_ATTR_RDONLY, 0, 0)
    attempt(where + " mount_setattr", libc.syscall(
        SYS_MOUNT_SETATTR, AT_FDCWD, b"{STORE}", AT_RECURSIVE, ctypes.byref(attributes), 32))
    attempt(where + " unmount", libc.umount2(b"{STORE}", MNT_DETACH))
    os.makedirs("/tmp/around", exist_ok=True)
    libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    if libc.mount(b"/groundplan", b"/tmp/around", None, MS_BIND | MS_REC, None) == 0:
        libc.mount(b"none", b"/tmp/around/stores/models", None, MS_REMOUNT | MS_BIND, None)
        write(where + " around", "/tmp/around/stores/models")
    write(where + " write", "{STORE}")

mounts("as-job")
uid, gid = os.getuid(), os.getgid()
attempt("userns", libc.unshare(CLONE_NEWUSER | CLONE_NEWNS))
for path, text in (("setgroups", "deny"), ("uid_map", f"0 {{uid}} 1"), ("gid_map", f"0 {{gid}} 1")):
    try:
        with open("/proc/self/" + path, "w") as file:
            file.write(text)
    except OSError:
        pass
mounts("as-root-of-a-new-namespace")
"""


@pytest.mark.cluster
def test_a_store_for_reading_withstands_every_way_to_write_to_it(serving: RealStack) -> None:
    done = serving.python_as_a_job("serve", ESCAPES)
    attempts = [line for line in done.stdout.splitlines() if not line.startswith("userns")]
    assert any("as-root-of-a-new-namespace write" in line for line in attempts), (
        f"not every way was tried: {done.stdout}{done.stderr}"
    )
    worked = {line for line in attempts if line.endswith("worked")}
    assert worked == set(), f"a job of serving wrote to the models, or came to where it could: {worked}"
    listing = serving.as_a_job("train", "ls", STORE)
    assert listing.stdout.split() == ["weights"], "something was planted in the models store"


@pytest.mark.cluster
def test_a_job_holds_no_capability_and_cannot_get_one(serving: RealStack) -> None:
    status = serving.read_as_a_job("serve", "/proc/self/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    held = {name: int(fields[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    assert set(held.values()) == {0}, f"a job runs with capabilities: {held}"
    assert fields["NoNewPrivs"] == "1", "a setuid program could give a job privileges"


@pytest.mark.cluster
@pytest.mark.parametrize(
    "path",
    [
        "/etc/ld.so.preload",
        "/usr/planted",
        "/groundplan/agent/components/hosts/agent/keeper.py",
        "/groundplan/agent/json.py",
        "/planted",
        "/dev/planted",
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/hostname",
        f"{sys.prefix}/planted",
    ],
)
def test_a_job_cannot_change_what_runs_in_its_sandbox_later_nor_the_kernel(
    serving: RealStack, path: str
) -> None:
    done = serving.as_a_job("serve", "sh", "-c", f"echo planted > {path}")
    assert done.returncode != 0, f"a job wrote to {path}, which is read with more rights than it has"


@pytest.mark.cluster
@pytest.mark.parametrize("path", ["/tmp", "/run", "/dev/shm", "/ray", "/tmp/home", "/dev/null"])
def test_a_job_may_write_where_programs_expect_to(serving: RealStack, path: str) -> None:
    target = path if path == "/dev/null" else f"{path}/note"
    done = serving.as_a_job("serve", "sh", "-c", f"echo note > {target}")
    assert done.returncode == 0, f"a job cannot write to {path}: {done.stderr}"


@pytest.mark.cluster
def test_a_job_sees_only_the_loopback_and_has_no_way_out(serving: RealStack) -> None:
    interfaces = serving.read_as_a_job("serve", "/proc/net/dev").splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"], "a sandbox has a network of its own"
    assert len(serving.read_as_a_job("serve", "/proc/net/route").splitlines()) == 1, "a route leads out"
    connect = "import socket; socket.create_connection(('192.0.2.1', 80), 5)"
    done = serving.python_as_a_job("serve", connect)
    assert "Network is unreachable" in done.stderr, "a packet could leave the sandbox"
    listen = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    )
    assert serving.python_as_a_job("serve", listen).returncode == 0, "Ray needs the loopback of its sandbox"


def namespace_of(pid: int | str, kind: str) -> str:
    """Return the kernel's name for a namespace that a process is in."""
    return str(Path(f"/proc/{pid}/ns/{kind}").readlink())


@pytest.mark.cluster
def test_sandboxes_share_no_network_no_processes_and_no_shared_memory(serving: RealStack) -> None:
    spaces: dict[str, dict[str, str]] = {}
    for name in ("train", "serve"):
        pid = serving.record(f"sandbox-{name}")["pid"]
        spaces[name] = {kind: namespace_of(pid, kind) for kind in ("user", "mnt", "pid", "net", "ipc")}
    shared = [kind for kind in spaces["train"] if spaces["train"][kind] == spaces["serve"][kind]]
    assert shared == [], f"train and serve can reach each other through {shared}"
    own = {kind: namespace_of("self", kind) for kind in spaces["serve"]}
    assert not set(own.values()) & set(spaces["serve"].values()), (
        "the sandbox shares a namespace with the host"
    )


@pytest.mark.cluster
def test_orphans_in_a_sandbox_are_reaped(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    done = stack.as_a_job("train", "sh", "-c", "(sleep 0 & echo $!) ; exit 0")
    assert done.returncode == 0, done.stderr
    zombies = "cat /proc/[0-9]*/stat | grep -c ' Z ' || true"
    wait_until(
        lambda: stack.as_a_job("train", "sh", "-c", zombies).stdout.strip() == "0",
        "no orphan is left a zombie",
    )


@pytest.mark.cluster
def test_the_record_names_the_first_process_as_the_host_counts_it(stack: RealStack) -> None:
    record = stack.up("train", datasets="write")
    assert records.is_alive(record), "the PID is one of the namespace, not of the host"
    command = Path(f"/proc/{record['pid']}/cmdline").read_bytes().split(b"\0")
    assert b"first-process" in command, "the record names another process"


def test_a_process_finds_its_own_pid_as_the_mounted_proc_counts_it() -> None:
    assert host_pid_of_self() == os.getpid(), "outside a namespace both counts are one"


@pytest.mark.cluster
def test_the_code_that_enters_a_sandbox_is_a_copy_of_the_checkouts(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    inside = f"{spawning.CODE_ROOT_INSIDE}/{spawning.AGENT}/kernel.py"
    assert stack.read_as_a_job("train", inside) == Path(kernel.__file__).read_text(encoding="utf-8")
    mode = stack.as_a_job("train", "stat", "-c", "%f", "/").stdout
    assert not int(mode, 16) & stat.S_IWOTH, "the sandbox's root is writable for all"


@pytest.mark.cluster
@pytest.mark.parametrize("parent", [path for path in ("/tmp", "/run") if os.access(path, os.W_OK)])
def test_an_environment_is_visible_wherever_the_checkout_lies(stack: RealStack, parent: str) -> None:
    with tempfile.TemporaryDirectory(dir=parent) as environment:
        (Path(environment) / "python").write_text("found", encoding="utf-8")
        stack.storage()
        payload = stack.sandbox_payload("serve")
        payload["visible"] = [*payload["visible"], environment]
        stack.call("sandbox.start", **payload)
        done = stack.as_a_job("serve", "cat", f"{environment}/python")
        assert done.stdout == "found", (
            f"what is visible is not hidden by the sandbox's own {parent}: {done.stderr}"
        )


def test_what_a_killed_start_left_does_not_take_the_record_of_the_next(tmp_path: Path) -> None:
    first = records.announce(str(tmp_path), "train", "Sandbox")
    later = records.announce(str(tmp_path), "train", "Sandbox")
    here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    place = os.open(str(tmp_path / "records"), os.O_RDONLY | os.O_DIRECTORY)
    try:
        with pytest.raises(records.HostError, match="another start of train came after"):
            complete(place, {"identity": "train", "incarnation": first["incarnation"]}, 1, 1)
    finally:
        os.fchdir(here)
        os.close(here)
        os.close(place)
    assert records.read_record(str(tmp_path), "train") == later, "the next start waits for its own process"
