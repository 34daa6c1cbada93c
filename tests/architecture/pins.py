"""What is installed is pinned with hashes, agrees between the files, and is what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = "constraints.txt"
"""All groups and extras resolved together; it carries no hashes, because nothing is installed from it."""

ALONE = ("bootstrap.txt", "judges.txt")
"""Installed into environments of their own, so they need not agree with the others."""

Pins = dict[str, set[str]]
"""Canonical name -> its versions; more than one where they differ by Python version."""


def pins(text: str) -> Pins:
    """Return what the text of a requirements file pins."""
    found: Pins = {}
    for match in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, flags=re.MULTILINE):
        found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def faults(root: Path) -> list[str]:
    """Return one line for each broken promise of `root`'s pyproject.toml and requirements/."""
    wanted = _wanted(root)
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in sorted((root / "requirements").glob("*.txt"))
    }
    together = pins(texts.get(CONSTRAINTS, ""))
    found = [f"requirements/{name}.txt: missing" for name in wanted if f"{name}.txt" not in texts]
    for file, text in texts.items():
        found += [f"requirements/{file}: {line}" for line in _unhashed(file, text)]
        for name, versions in pins(text).items():
            if file not in ALONE and not versions <= together.get(name, set()):
                found.append(f"requirements/{file}: {name} differs from {CONSTRAINTS}")
            if file == "runtime.txt" and name.startswith("pulumi"):
                found.append(f"requirements/{file}: the nodes get no {name}")
        for requirement in wanted.get(file.removesuffix(".txt"), ()):
            versions = pins(text).get(canonicalize_name(requirement.name), set())
            if not versions or not all(requirement.specifier.contains(version) for version in versions):
                found.append(f"requirements/{file}: {requirement} is not pinned there; run make requirements")
    return found


def _wanted(root: Path) -> dict[str, list[Requirement]]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {**project["dependency-groups"], **project["project"]["optional-dependencies"]}
    return {name: [Requirement(text) for text in texts] for name, texts in groups.items()}


def _unhashed(file: str, text: str) -> list[str]:
    entries = re.split(
        r"\n(?=[A-Za-z0-9-])", "\n".join(line for line in text.splitlines() if line[:1] != "#")
    )
    faulty = [entry.strip().splitlines()[0] for entry in entries if entry.startswith("-")]
    if file != CONSTRAINTS:
        faulty += [
            entry.split("==")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry
        ]
        return [f"{entry} has no hash or is an option" for entry in faulty]
    return [f"{entry} is an option" for entry in faulty]
