"""The first process of a namespace: it furnishes the namespace, says that it is ready, and reaps what dies there."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

from components.hosts.agent import kernel, records, spawning

# A workload sees these files of /etc and nothing else of it: name lookup, time zone, certificates (never the private
# keys beside them), the loader's cache.
ETC = (
    "passwd",
    "group",
    "hosts",
    "nsswitch.conf",
    "ld.so.cache",
    "localtime",
    "ssl/certs",
    "ssl/openssl.cnf",
    "pki/ca-trust/extracted",
    "pki/tls/certs",
    "pki/tls/openssl.cnf",
    "alternatives",
    "os-release",
    "ca-certificates",
)
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
CPU_FACTS = "/sys/devices/system/cpu"
# Settings of the whole kernel that belong to the host's root whatever its capabilities (test_perm in
# fs/proc/proc_sysctl.c): with core_pattern alone, a sandbox that root made could run a program on the host.
KERNEL_SETTINGS = ("sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi")


def run(payload: dict[str, Any]) -> None:
    """Runs as PID 1; never returns while the namespace is wanted."""
    folder, identity = payload["folder"], payload["identity"]
    # Before /proc is mounted anew it still shows the host's numbers: the record needs the PID that the host knows.
    host_pid = host_pid_of_self()
    ticks = records.start_ticks(host_pid)
    record_folder = os.open(str(records.record_path(folder, identity).parent), os.O_RDONLY | os.O_DIRECTORY)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    if payload["role"] == "sandbox":
        kernel.raise_loopback()
        furnish(payload, Path(folder) / "sandboxes" / identity)
    complete(record_folder, payload, host_pid, ticks)
    reap_for_ever()


def host_pid_of_self() -> int:
    """This process's PID as the namespace that mounted /proc counts it: the host's, until /proc is mounted anew."""
    return int(os.readlink("/proc/self"))


def complete(record_folder: int, payload: dict[str, Any], pid: int, ticks: int | None) -> None:
    """Completes the record through a descriptor opened before the root changed.

    A start that was killed may leave a process that the next start cannot see yet: it carries no mark before it is a
    program. The record is the next one's by then, and this one ends. Raises HostError.
    """
    os.fchdir(record_folder)
    path = Path(f"{payload['identity']}.json")
    record = records.json.loads(path.read_text(encoding="utf-8"))
    if record["incarnation"] != payload["incarnation"]:
        raise records.HostError(
            f"another start of {payload['identity']} came after the one that ordered this"
        )
    record |= {"pid": pid, "start_ticks": ticks, "boot": records.boot_id(), "ready": True}
    records.write_json(path, record)
    os.chdir("/")
    os.close(record_folder)


def furnish(payload: dict[str, Any], root: Path) -> None:
    """Builds the sandbox's root out of binds and empty memory file systems, and moves there."""
    kernel.mount("groundplan", str(root), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755")
    for path in SYSTEM:
        place_system(path, root)
    # Before what is visible: the checkout itself may lie below /tmp.
    for path, options in (("/tmp", "mode=1777"), ("/run", "mode=0755")):
        empty(root, path, options)
    (root / "tmp" / "home").mkdir()
    for path in payload["visible"]:
        place(path, root, read_only=True)
    for name in ETC:
        if os.path.exists(f"/etc/{name}"):
            place(os.path.realpath(f"/etc/{name}"), root, f"/etc/{name}", read_only=True)
    if os.path.exists(CPU_FACTS):
        place(CPU_FACTS, root, read_only=True)
    furnish_devices(root, payload.get("devices", []))
    furnish_our_own(payload, root)
    furnish_proc(root)
    # A job is the root of its namespace, though without capabilities: it must not replace what we run here later.
    for path in (root, root / "dev"):
        kernel.make_read_only(str(path), with_what_is_below=False)
    kernel.change_root(str(root))


def furnish_our_own(payload: dict[str, Any], root: Path) -> None:
    """The identity's stores, Ray's folder, the agent's code, and where the identity has them its code and token."""
    for mount in payload["mounts"]:
        inside = f"/groundplan/stores/{mount['store']}"
        place(mount["path"], root, inside, read_only=mount["access"] == "read")
    place(payload["session"], root, "/ray", read_only=False)
    agent = root / spawning.CODE_ROOT_INSIDE.lstrip("/") / spawning.AGENT
    shutil.copytree(Path(spawning.CODE_ROOT) / spawning.AGENT, agent)
    if payload.get("code"):
        place(payload["code"], root, "/groundplan/code/workloads", read_only=True)
    if payload.get("token_path"):
        place(payload["token_path"], root, "/groundplan/token", read_only=True)


def furnish_proc(root: Path) -> None:
    """/proc of this PID namespace, in which nothing of the kernel can be set."""
    proc = root / "proc"
    proc.mkdir()
    kernel.mount("proc", str(proc), "proc", kernel.MS_NOSUID | kernel.MS_NODEV)
    for name in KERNEL_SETTINGS:
        if (proc / name).exists():
            kernel.bind(str(proc / name), str(proc / name), read_only=True)


def furnish_devices(root: Path, accelerators: list[str]) -> None:
    """/dev with the harmless devices, shared memory for Ray's object store, and the GPUs' device files."""
    empty(root, "/dev", "mode=0755")
    for name in DEVICES:
        place(f"/dev/{name}", root, read_only=False)
    for path in accelerators:
        place(path, root, read_only=False)
    empty(root, "/dev/shm", "mode=1777")
    os.symlink("/proc/self/fd", root / "dev" / "fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", root / "dev" / name)


def place_system(path: str, root: Path) -> None:
    """A folder of the system, read-only; a link (as /bin to usr/bin) stays a link."""
    if os.path.islink(path):
        os.symlink(os.readlink(path), root / path.lstrip("/"))
    elif os.path.isdir(path):
        place(path, root, read_only=True)


def place(source: str, root: Path, target: str | None = None, *, read_only: bool) -> None:
    """Binds a file or folder of the host to the same path below `root`, or to `target` there."""
    destination = root / (target or source).lstrip("/")
    if os.path.isdir(source):
        destination.mkdir(parents=True, exist_ok=True)
    else:
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.touch()
    kernel.bind(source, str(destination), read_only=read_only)


def empty(root: Path, path: str, options: str) -> None:
    """A fresh memory file system at `path`."""
    target = root / path.lstrip("/")
    target.mkdir(parents=True, exist_ok=True)
    kernel.mount("groundplan", str(target), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)


def reap_for_ever() -> None:
    """Sleeps; with SIGCHLD ignored the kernel itself reaps children and the orphans that become ours (wait(2))."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        signal.pause()
