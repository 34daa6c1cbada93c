"""A `pulumi` that somebody else installed is taken only when it was tested and is whole."""

from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.engine.on_path import engine_on_path
from stacks.engine.versions import Versions
from tests.stacks.engine.simulated_toolchain import write_simulated_pulumi


def put_on_path(monkeypatch: pytest.MonkeyPatch, pulumi: Path) -> None:
    """Make the folder of `pulumi` the whole PATH."""
    monkeypatch.setenv("PATH", str(pulumi.parent))


@pytest.mark.parametrize("version", ["3.220.0", "3.220.9"])
def test_a_tested_version_is_taken(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    pulumi = write_simulated_pulumi(tmp_path / "simulated", version)
    put_on_path(monkeypatch, pulumi)
    taken = engine_on_path(versions, tmp_path / "cache")
    assert taken == (pulumi.parent, version), "folder and version must be told"


@pytest.mark.parametrize("version", ["3.219.9", "3.221.0", "3.272.0", "4.0.0", "2.99.1"])
def test_a_version_outside_the_tested_ones_is_refused_with_both(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    put_on_path(monkeypatch, write_simulated_pulumi(tmp_path / "simulated", version))
    allowed = r"outside the tested versions, 3\.220\.0 to below 3\.221\.0; use --source"
    with pytest.raises(Refused, match=f"pulumi {version} at .* {allowed}"):
        engine_on_path(versions, tmp_path / "cache")


def test_an_empty_path_is_refused(tmp_path: Path, versions: Versions, empty_path: Path) -> None:
    with pytest.raises(Refused, match="no `pulumi` is on PATH"):
        engine_on_path(versions, tmp_path / "cache")


def test_a_pulumi_without_its_language_host_is_refused(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = write_simulated_pulumi(tmp_path / "simulated", "3.220.0")
    (pulumi.parent / "pulumi-language-python").unlink()
    put_on_path(monkeypatch, pulumi)
    with pytest.raises(Refused, match="no `pulumi-language-python`"):
        engine_on_path(versions, tmp_path / "cache")


def test_a_pulumi_that_cannot_be_run_is_refused(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = write_simulated_pulumi(tmp_path / "simulated", "3.220.0")
    pulumi.write_text("#!/no/such/interpreter\n")
    put_on_path(monkeypatch, pulumi)
    with pytest.raises(Refused, match="does not tell its version"):
        engine_on_path(versions, tmp_path / "cache")


def test_our_own_cache_on_path_is_not_mistaken_for_an_installed_one(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(monkeypatch, write_simulated_pulumi(tmp_path / "cache" / "key" / "bin", "3.220.0"))
    with pytest.raises(Refused, match="no `pulumi` is on PATH"):
        engine_on_path(versions, tmp_path / "cache")
