"""Packages are compared with their pins, and absent ones are missed only where they are needed."""

from pathlib import Path

import pytest

from stacks.doctor.facts import PackageFacts
from stacks.doctor.packages import gather_packages, is_for_checks, packages_out_of_step, pins

LINES = [
    "# a comment",
    "ray[default]==2.60.0 ; python_full_version < '3.14' \\",
    "    --hash=sha256:0000",
    "Typing_Extensions==4.15.0",
    "numpy==2.3.0 ; python_full_version < '3.12'",
    "numpy==2.4.0 ; python_full_version >= '3.12'",
    "nvidia-cuda==13.0 ; sys_platform == 'linux'",
]
PINNED = pins(LINES)


def test_pins_are_read_with_every_version_of_a_package() -> None:
    expected = {
        "ray": {"2.60.0"},
        "typing-extensions": {"4.15.0"},
        "numpy": {"2.3.0", "2.4.0"},
        "nvidia-cuda": {"13.0"},
    }
    assert expected == PINNED, "hashes, markers and spellings must not confuse the reader"


INSTALLED = {"ray": "2.60.0", "typing-extensions": "4.15.0", "numpy": "2.4.0", "unpinned": "1.0"}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, ()),
        ({"ray": "2.59.0"}, (PackageFacts(name="ray", pinned=("2.60.0",), installed="2.59.0"),)),
        ({"numpy": "2.5.0"}, (PackageFacts(name="numpy", pinned=("2.3.0", "2.4.0"), installed="2.5.0"),)),
    ],
)
def test_another_version_is_told(changed: dict[str, str], wrong: tuple[PackageFacts, ...]) -> None:
    found = packages_out_of_step(PINNED, {"ray"}, {**INSTALLED, **changed})
    assert found == wrong, "exactly what differs must be told"


def test_an_absent_package_is_missed_only_when_it_is_needed() -> None:
    installed = {name: version for name, version in INSTALLED.items() if name != "ray"}
    found = packages_out_of_step(PINNED, {"ray"}, installed)
    assert [package.name for package in found] == ["ray"], "the CUDA library belongs to another platform"


def test_a_checkout_is_read_with_its_requirements(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "provision.txt").write_text("pytest==0.0.1\nsimulated-absent==1.0\n")
    (tmp_path / "pyproject.toml").write_text(
        '[dependency-groups]\nprovision = ["pytest>=0", "simulated-absent[extra]>=1"]\nruntime = []\n'
    )
    found = {package.name: package for package in gather_packages(tmp_path)}
    assert found["pytest"].pinned == ("0.0.1",), "an installed package of another version is out of step"
    assert found["simulated-absent"].installed is None, "and so is a needed one that is absent"


def test_an_environment_for_checks_needs_the_extras_and_nothing_of_what_nodes_run(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    for name, pinned in (("runtime", "simulated-torch"), ("provision", "pytest"), ("aws", "simulated-sdk")):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{pinned}==0.0.1\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project.optional-dependencies]\naws = ["simulated-sdk>=1"]\n'
        '[dependency-groups]\nprovision = ["pytest>=0"]\nruntime = ["simulated-torch>=1"]\n'
    )
    found = {package.name for package in gather_packages(tmp_path, for_checks=True)}
    assert found == {"pytest", "simulated-sdk"}, "as `make check-environment` installs it"
    found = {package.name for package in gather_packages(tmp_path)}
    assert found == {"pytest", "simulated-torch"}, "and a whole environment as `make environment` does"


def test_an_environment_is_for_checks_until_the_whole_one_was_made_of_it(tmp_path: Path) -> None:
    assert not is_for_checks(tmp_path), "nobody knows who made it, and `up` needs the whole"
    (tmp_path / ".check-complete").touch()
    assert is_for_checks(tmp_path), "by what the Makefile leaves there"
    (tmp_path / ".complete").touch()
    assert not is_for_checks(tmp_path), "both may share one folder"
