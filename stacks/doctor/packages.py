"""Compares what is installed with what requirements/ pins."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import distributions
from pathlib import Path

from stacks.doctor.facts import PackageFacts

GROUPS = ("provision", "runtime")
"""The groups that `make environment` installs for use; development tools are not needed to run."""

OF_CHECKS = ("provision",)
"""The group of `make check-environment`, which installs every extra beside it."""
WHOLE, FOR_CHECKS = ".complete", ".check-complete"
"""Files by which the Makefile marks in .venv what it has installed there."""

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")


def pins(lines: Iterable[str]) -> dict[str, set[str]]:
    """Return the pinned versions by package: several where they differ by platform."""
    found: dict[str, set[str]] = {}
    for line in lines:
        if match := PIN.match(line):
            found.setdefault(canonical(match["name"]), set()).add(match["version"])
    return found


def packages_out_of_step(
    pinned: Mapping[str, set[str]], needed: Iterable[str], installed: Mapping[str, str]
) -> tuple[PackageFacts, ...]:
    """Return every package of another version than pinned, and every needed one that is absent, by name.

    A pinned package that is absent and not named in `needed` may belong to another platform: it is no fault.
    """
    wrong = [
        PackageFacts(name=name, pinned=tuple(sorted(versions)), installed=installed.get(name))
        for name, versions in pinned.items()
        if (name in installed and installed[name] not in versions)
        or (name not in installed and name in set(needed))
    ]
    return tuple(sorted(wrong, key=lambda package: package.name))


def is_for_checks(environment: Path) -> bool:
    """Return whether `make check-environment` made the environment in a folder, and `make environment` did not."""
    return (environment / FOR_CHECKS).is_file() and not (environment / WHOLE).is_file()


def gather_packages(root: Path, *, for_checks: bool = False) -> tuple[PackageFacts, ...]:
    """Return what `packages_out_of_step` says of this environment and the checkout at `root`.

    One that is `for_checks` needs what `make check-environment` installs, and no more.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups: dict[str, list[object]] = {name: project["dependency-groups"][name] for name in GROUPS}
    if for_checks:
        extras = project.get("project", {}).get("optional-dependencies", {})
        groups = {**{name: groups[name] for name in OF_CHECKS}, **extras}
    lines: list[str] = []
    for group in groups:
        file = root / "requirements" / f"{group}.txt"
        lines += file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    named = (entry for entries in groups.values() for entry in entries if isinstance(entry, str))
    needed = {canonical(re.split(r"[^A-Za-z0-9._-]", entry, maxsplit=1)[0]) for entry in named}
    installed = {canonical(found.name): found.version for found in distributions()}
    return packages_out_of_step(pins(lines), needed, installed)


def canonical(name: str) -> str:
    """Return a package's name as the index knows it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
