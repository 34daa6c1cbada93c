"""How much memory there is for us: what the machine has, or what a control group grants of it (version 1 or 2)."""

from __future__ import annotations

from pathlib import Path

CONTROL_GROUPS = Path("/sys/fs/cgroup")


def machine_bytes() -> dict[str, int]:
    """/proc/meminfo in bytes."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith("kB")}


def control_groups() -> list[Path]:
    """The folders of the memory control groups that this process is in, innermost first."""
    folders = []
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            top = CONTROL_GROUPS / controllers
            inner = top / path.lstrip("/")
            folders += [
                folder for folder in (inner, *inner.parents) if folder == top or top in folder.parents
            ]
    return folders


def granted_bytes(machine: dict[str, int], groups: list[Path]) -> tuple[int, int]:
    """What the machine or the tightest control group grants: in all, and what of it is not in use."""
    total, available = machine["MemTotal"], machine["MemAvailable"]
    for group in groups:
        limit, used = group_bytes(group)
        total = min(total, limit if limit is not None else total)
        available = min(available, limit - used if limit is not None else available)
    return total, max(0, available)


def group_bytes(group: Path) -> tuple[int | None, int]:
    """The limit of one control group (None: none) and what it uses beyond files that can be dropped."""
    for limit_name, usage_name, dropped in (
        ("memory.max", "memory.current", "inactive_file"),
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        try:
            limit = (group / limit_name).read_text(encoding="ascii").strip()
            usage = int((group / usage_name).read_text(encoding="ascii"))
            lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        inactive = next((int(line.split()[1]) for line in lines if line.split()[0] == dropped), 0)
        return (None if limit == "max" else int(limit)), max(0, usage - inactive)
    return None, 0
