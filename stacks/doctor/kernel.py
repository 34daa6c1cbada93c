"""Which kernel settings forbid namespaces, and the command that allows them."""

from collections.abc import Mapping

USUAL_NAMESPACES = 15000
"""Any number above a few dozen serves; the kernel's own default is half its limit of threads."""

LIMITS = tuple(f"user.max_{kind}_namespaces" for kind in ("user", "mnt", "pid", "net"))
"""0 forbids the kind to everybody, root included."""
UNPRIVILEGED = "kernel.unprivileged_userns_clone"
"""Debian's own setting: 0 forbids user namespaces to everybody but root."""
APPARMOR = "kernel.apparmor_restrict_unprivileged_userns"
"""Ubuntu's setting since 23.10: 1 takes the rights inside a user namespace away from unconfined programs."""

SETTINGS = (*LIMITS, UNPRIVILEGED, APPARMOR)
"""Every setting that is read; one that this kernel does not have is left out."""


def isolation_remedies(reason: str, settings: Mapping[str, str]) -> list[str]:
    """Return what to do so that namespaces work; `reason` is why they do not, `settings` the kernel's."""
    if "unshare" in reason and "missing" in reason:
        return ["install the package util-linux, which has the command unshare"]
    if "GROUNDPLAN_ISOLATION" in reason:
        return ["unset GROUNDPLAN_ISOLATION"]
    remedies = [_sysctl(name, str(USUAL_NAMESPACES)) for name in LIMITS if settings.get(name) == "0"]
    if settings.get(UNPRIVILEGED) == "0":
        remedies.append(_sysctl(UNPRIVILEGED, "1"))
    if settings.get(APPARMOR) == "1":
        remedies.append(_sysctl(APPARMOR, "0"))
    if remedies:
        return remedies
    return [
        "no kernel setting forbids it, so a container does: start it with --security-opt seccomp=unconfined, "
        "--security-opt apparmor=unconfined and --cap-add SYS_ADMIN, or run on the host"
    ]


def _sysctl(name: str, value: str) -> str:
    return (
        f"{name} forbids it: `sudo sysctl -w {name}={value}`, and the same line in /etc/sysctl.d to keep it"
    )
