"""The few Linux system calls that Python 3.11 lacks: mounts, `pivot_root`, capabilities and the loopback switch.

Numbers are per architecture where the kernel's tables differ (arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h); `mount_setattr` has one number everywhere.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import socket
import struct

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 0x1, 0x2, 0x4, 0x1000, 0x4000, 1 << 18
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MOUNT_ATTR_RDONLY = 0x1
SYS_MOUNT_SETATTR = 442
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
PR_SET_CHILD_SUBREAPER, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 36, 24, 38
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
LAST_CAPABILITY = "/proc/sys/kernel/cap_last_cap"

_libc = ctypes.CDLL(None, use_errno=True)


class MountAttr(ctypes.Structure):
    """`struct mount_attr` of mount_setattr(2)."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, data: str | None = None) -> None:
    """mount(2). Raises OSError naming both ends."""
    encode = lambda text: None if text is None else text.encode()  # noqa: E731
    result = _libc.mount(encode(source), encode(target), encode(kind), ctypes.c_ulong(flags), encode(data))
    _checked(result, f"mount {source} on {target}")


def bind(source: str, target: str, *, read_only: bool) -> None:
    """Binds `source` with everything mounted below it; `read_only` then holds for that whole tree."""
    mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        make_read_only(target, with_what_is_below=True)


def make_read_only(target: str, *, with_what_is_below: bool) -> None:
    """Makes the mount at `target` read-only, `with_what_is_below` also every mount below it."""
    attributes = MountAttr(attr_set=MOUNT_ATTR_RDONLY)
    result = _libc.syscall(
        SYS_MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE if with_what_is_below else 0,
        ctypes.byref(attributes), ctypes.sizeof(attributes),
    )  # fmt: skip
    _checked(result, f"make {target} read-only")


def unmount(target: str) -> None:
    """Detaches `target` now; the kernel frees it when the last user lets go."""
    _checked(_libc.umount2(target.encode(), MNT_DETACH), f"unmount {target}")


def change_root(new_root: str) -> None:
    """Makes `new_root` (a mount point) the root of this mount namespace and drops the old one.

    pivot_root(2) with both arguments the same stacks the old root on the new one, from where it is detached.
    """
    os.chdir(new_root)
    number = SYS_PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"pivot_root is not known on {platform.machine()}; known: {', '.join(SYS_PIVOT_ROOT)}")
    _checked(_libc.syscall(number, b".", b"."), f"make {new_root} the root")
    unmount(".")
    os.chdir("/")


def become_subreaper() -> None:
    """Orphans below this process become its children instead of init's."""
    _checked(_libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "become the reaper of orphans")


def drop_capabilities() -> None:
    """Empties the bounding set, so that the next exec holds no capability although it runs as the namespace's root."""
    with open(LAST_CAPABILITY, encoding="ascii") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _checked(_libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), f"drop capability {capability}")
    _checked(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "forbid new privileges")


def raise_loopback() -> None:
    """Switches `lo` on in this network namespace: a new one starts with it down and nothing else in it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
