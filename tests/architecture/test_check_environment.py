"""The environment of a check: all that its program imports, no more, and the whole environment is left alone."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from stacks.doctor.packages import canonical, is_for_checks, pins
from tests.architecture.imports import imports
from tests.architecture.tree import PROJECT, parse, python_files

SIMULATED_UV = """\
#!/bin/sh
echo "$@" >> asked.txt
mkdir -p .venv/bin
for program in python groundplan; do printf '#!/bin/sh\\n' > .venv/bin/$program; chmod +x .venv/bin/$program; done
"""
OF_CHECK = {f"requirements/{name}.txt" for name in ("provision", "aws", "azure", "gcp", "kubernetes")}


class Checkout:
    """A folder with our Makefile and a uv that only notes what it was asked to install."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(PROJECT / "requirements", root / "requirements")
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy2(PROJECT / name, root / name)
        uv = root / ".bootstrap" / "bin" / "uv"
        uv.parent.mkdir(parents=True)
        uv.write_text(SIMULATED_UV, encoding="utf-8")
        uv.chmod(0o755)

    def make(self, target: str) -> set[str]:
        """Make a target and return the requirements that were installed for it."""
        asked = self.root / "asked.txt"
        asked.write_text("", encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
        subprocess.run(
            ["make", f"PYTHON={sys.executable}", target],
            cwd=self.root,
            env=environment,
            check=True,
            capture_output=True,
        )
        return set(re.findall(r"requirements/\w+\.txt", asked.read_text(encoding="utf-8")))

    def has_stamp(self, name: str) -> bool:
        return (self.root / ".venv" / name).is_file()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_check_installs_its_own_group_and_the_extras_pinned_with_hashes(checkout: Checkout) -> None:
    assert checkout.make("check-environment") == OF_CHECK, "neither Torch nor what a Ray node runs"
    assert all("--hash=sha256:" in (PROJECT / file).read_text(encoding="utf-8") for file in OF_CHECK)
    assert checkout.make("check-environment") == set(), "what is installed is not installed anew"


def test_neither_environment_takes_the_other_for_its_own(checkout: Checkout) -> None:
    checkout.make("check-environment")
    assert not checkout.has_stamp(".complete"), "a check's environment is not the whole one"
    assert is_for_checks(checkout.root / ".venv"), "and the doctor knows it by what it was marked with"
    assert "requirements/runtime.txt" in checkout.make("environment")
    assert not checkout.has_stamp(".check-complete"), "which was made without the extras"
    assert checkout.make("check-environment") == OF_CHECK
    assert checkout.has_stamp(".complete"), "the whole one is only added to"
    assert checkout.make("environment") == set()
    assert not is_for_checks(checkout.root / ".venv"), "the whole one runs nodes"


def test_all_that_the_program_imports_is_in_the_environment_of_a_check() -> None:
    lines = (line for file in OF_CHECK for line in (PROJECT / file).read_text(encoding="utf-8").splitlines())
    pinned = {*pins(lines), "groundplan"}
    brought_by = packages_distributions()
    absent = {
        f"{path}: {package}"
        for path in python_files(PROJECT, "components", "stacks", "policies")
        for _line, imported in imports(parse(PROJECT / path), path.parent.parts)
        if (package := imported.split(".")[0]) in brought_by
        and not pinned & {canonical(name) for name in brought_by[package]}
    }
    assert not absent, (
        "the group `provision` or an extra has to have it: nobody checks with the nodes' packages"
    )
