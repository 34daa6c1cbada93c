"""The engine is built from pinned modules, or a clear sentence says why it cannot be."""

from pathlib import Path

import pytest

from stacks.cli.failures import Failed, Refused
from stacks.engine.modules import engine_from_modules, modules_key, program_from_modules
from stacks.engine.progress import Progress
from stacks.engine.versions import Versions, load_versions
from tests.stacks.engine.recording_progress import RecordingProgress
from tests.stacks.engine.simulated_toolchain import SimulatedGo, simulated_versions, write_simulated_go


def test_the_built_engine_has_its_programs_and_launch_scripts(
    tmp_path: Path, simulated_go: SimulatedGo, versions: Versions
) -> None:
    binaries = engine_from_modules(versions, tmp_path / "cache", Progress())
    assert sorted(file.name for file in binaries.iterdir()) == ["launch", "pulumi"], (
        "all must lie in one folder"
    )
    assert all(file.stat().st_mode & 0o111 for file in binaries.iterdir()), "each must be executable"


def test_downloads_and_compiled_packages_are_told_as_progress(
    tmp_path: Path, simulated_go: SimulatedGo, versions: Versions
) -> None:
    progress = RecordingProgress()
    engine_from_modules(versions, tmp_path / "cache", progress)
    assert progress.phases == [("pulumi: fetching modules", None), ("pulumi: compiling", 1)], "two phases"
    assert progress.steps == 2, "one module was fetched and one package compiled"


def test_a_second_call_needs_no_go(
    tmp_path: Path, simulated_go: SimulatedGo, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = engine_from_modules(versions, tmp_path / "cache", Progress())
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert engine_from_modules(versions, tmp_path / "cache", Progress()) == built, "the cache must serve"


def test_a_missing_go_is_refused_with_the_version_to_install(
    tmp_path: Path, versions: Versions, empty_path: Path
) -> None:
    with pytest.raises(Refused, match=r"no `go`.*install Go 1\.24\.7 or newer"):
        engine_from_modules(versions, tmp_path / "cache", Progress())
    assert not (tmp_path / "cache").exists(), "a refusal must change nothing"


def test_a_go_that_is_too_old_is_refused_with_both_versions(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_simulated_go(tmp_path, version="1.22.2")
    monkeypatch.setenv("PATH", str(old.folder))
    with pytest.raises(Refused, match=r"Go 1\.22\.2 at .* too old.*install Go 1\.24\.7 or newer"):
        engine_from_modules(versions, tmp_path / "cache", Progress())
    assert old.builds == [], "nothing may be built with it"


def test_a_build_that_fails_quotes_go_and_leaves_no_engine(
    tmp_path: Path, simulated_go: SimulatedGo, versions: Versions
) -> None:
    (simulated_go.notes / "broken").touch()
    with pytest.raises(Failed, match="simulated syntax error"):
        engine_from_modules(versions, tmp_path / "cache", Progress())
    assert not (tmp_path / "cache" / modules_key(versions)).exists(), "a failed build is no engine"


def test_the_key_changes_with_the_pinned_modules(tmp_path: Path) -> None:
    versions = simulated_versions(tmp_path)
    before = modules_key(versions)
    (versions.programs[0].folder / "go.sum").write_text("simulated.example/module v1.0.1 h1:simulated\n")
    assert modules_key(versions) != before, "another pin must never be served from the cache of this one"


@pytest.mark.engine
def test_gocryptfs_builds_from_its_pinned_module_without_a_c_compiler(tmp_path: Path) -> None:
    program = load_versions().gocryptfs
    built = program_from_modules(program, tmp_path, RecordingProgress())
    assert built.stat().st_mode & 0o111, "it must be executable"
