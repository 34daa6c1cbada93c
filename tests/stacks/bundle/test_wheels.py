"""Wheels are read from the pinned files as they stand."""

from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from stacks.bundle.wheels import EXTRAS, INSTALLED, pinned_wheels, requirements_of
from stacks.cli.failures import Refused
from stacks.paths import PROJECT_ROOT
from tests.architecture.pins import pins

FOLDER = PROJECT_ROOT / "requirements"


@pytest.mark.parametrize("target", ["local", *EXTRAS])
def test_every_pin_of_every_file_is_found_and_has_a_hash(target: str) -> None:
    for file in requirements_of(target, FOLDER):
        found: dict[str, set[str]] = {}
        for wheel in file.wheels:
            assert wheel.sha256, f"{file.file.name}: {wheel.name} can be checked when it arrives"
            found.setdefault(canonicalize_name(wheel.name), set()).add(wheel.version)
        assert found == pins(file.file.read_text(encoding="utf-8")), file.file.name


def test_the_local_target_needs_what_make_environment_installs_and_no_sdk() -> None:
    assert [file.file.stem for file in requirements_of("local", FOLDER)] == list(INSTALLED)


def test_the_kubernetes_target_needs_its_sdk_besides() -> None:
    assert [file.file.stem for file in requirements_of("kubernetes", FOLDER)] == [*INSTALLED, "kubernetes"]


def test_a_hash_belongs_to_the_pin_above_it() -> None:
    text = "a==1 ; x \\\n    --hash=sha256:{} \\\n    --hash=sha256:{}\nb[c]==2 \\\n    --hash=sha256:{}\n"
    first, second = pinned_wheels(text.format("1" * 64, "2" * 64, "3" * 64))
    assert (first.name, first.version, first.sha256) == ("a", "1", ("1" * 64, "2" * 64))
    assert (second.name, second.version, second.sha256) == ("b", "2", ("3" * 64,))


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="take it back from version control"):
        requirements_of("local", tmp_path)
