"""The sources are tried in their order, each passed over with one line, and what was proven is not proven again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.cli.failures import Failed, Refused
from stacks.engine import locate
from stacks.engine.locate import Engine, ensure_engine, find_engine
from stacks.engine.progress import Progress
from stacks.engine.versions import Versions
from tests.stacks.engine.recording_progress import RecordingProgress
from tests.stacks.engine.simulated_release_site import serve
from tests.stacks.engine.simulated_toolchain import (
    SimulatedGo,
    simulated_archive,
    simulated_versions,
    write_simulated_pulumi,
)

UNREACHABLE = "http://127.0.0.1:9/{version}-{platform}.tar.gz"
"""The port of the discard service, where nothing listens."""


@pytest.fixture
def smoke_runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were smoke-run; the simulated smoke run passes for all of them."""
    runs: list[Path] = []

    def simulated_smoke_run(binaries: Path, _progress: Progress) -> None:
        runs.append(binaries)

    monkeypatch.setattr(locate, "smoke_run", simulated_smoke_run)
    return runs


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, cache: Path, smoke_runs: list[Path]) -> Callable[[Versions], None]:
    """Lets the located engine be the simulated one of the given versions."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return lambda versions: monkeypatch.setattr(locate, "load_versions", lambda: versions)


def put_in_front(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put `folder` in front of PATH."""
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def no_pulumi(monkeypatch: pytest.MonkeyPatch, simulated_go: SimulatedGo) -> None:
    """A PATH with the simulated `go` and nothing else."""
    monkeypatch.setenv("PATH", str(simulated_go.folder))


def test_a_tested_pulumi_on_path_comes_first(
    tmp_path: Path, use: Callable[[Versions], None], monkeypatch: pytest.MonkeyPatch, smoke_runs: list[Path]
) -> None:
    use(simulated_versions(tmp_path))
    pulumi = write_simulated_pulumi(tmp_path / "installed", "3.220.0")
    put_in_front(monkeypatch, pulumi.parent)
    engine = ensure_engine()
    assert engine == Engine(bin=pulumi.parent, version="3.220.0", source="path"), "it must be taken as it is"
    assert smoke_runs == [pulumi.parent], "it must be proven before it is relied on"


@pytest.mark.usefixtures("no_pulumi")
def test_an_unreachable_release_falls_through_to_the_modules_with_one_line(
    tmp_path: Path, use: Callable[[Versions], None]
) -> None:
    use(simulated_versions(tmp_path, UNREACHABLE, "0" * 64))
    progress = RecordingProgress()
    assert ensure_engine(progress=progress).source == "modules", "the modules are the last resort"
    assert len(progress.lines) == 1, "one line must say what was passed over"
    assert progress.lines[0].startswith("engine: passing over release: "), "and it must name the source"


@pytest.mark.usefixtures("no_pulumi")
def test_a_release_with_a_wrong_checksum_is_passed_over_and_told(
    tmp_path: Path, use: Callable[[Versions], None], simulated_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, checksum = simulated_archive()
    serve(monkeypatch, archive + b"changed")
    use(simulated_versions(tmp_path, simulated_site + "/{version}-{platform}.tar.gz", checksum))
    progress = RecordingProgress()
    assert ensure_engine(progress=progress).source == "modules", "a changed archive must never be used"
    assert f"expected {checksum}" in progress.lines[0], "and whoever runs this must be told"


@pytest.mark.usefixtures("no_pulumi")
def test_a_release_with_the_right_checksum_is_taken(
    tmp_path: Path, use: Callable[[Versions], None], simulated_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, checksum = simulated_archive()
    serve(monkeypatch, archive)
    use(simulated_versions(tmp_path, simulated_site + "/{version}-{platform}.tar.gz", checksum))
    engine = ensure_engine()
    assert engine.source == "release", "it comes before a build"
    assert find_engine() == engine, "and it is found again"


def test_an_untested_pulumi_on_path_is_passed_over_with_one_line(
    tmp_path: Path,
    use: Callable[[Versions], None],
    monkeypatch: pytest.MonkeyPatch,
    simulated_go: SimulatedGo,
) -> None:
    use(simulated_versions(tmp_path))
    put_in_front(monkeypatch, write_simulated_pulumi(tmp_path / "installed", "3.272.0").parent)
    progress = RecordingProgress()
    assert ensure_engine(progress=progress).source == "modules", "an untested one must never be used"
    assert "pulumi 3.272.0" in progress.lines[0], "the line must name the version that was passed over"
    assert "outside the tested versions" in progress.lines[0], "and say why"


@pytest.mark.usefixtures("no_pulumi")
def test_a_proven_engine_is_found_again_without_another_smoke_run(
    tmp_path: Path, use: Callable[[Versions], None], smoke_runs: list[Path]
) -> None:
    use(simulated_versions(tmp_path))
    assert find_engine() is None, "before anything is made there is nothing to find"
    made = ensure_engine()
    assert find_engine() == made, "what was made must be found"
    assert ensure_engine() == made, "and be given again"
    assert len(smoke_runs) == 1, "one proof is enough"


@pytest.mark.usefixtures("no_pulumi")
def test_a_changed_engine_is_proven_again(
    tmp_path: Path, use: Callable[[Versions], None], smoke_runs: list[Path]
) -> None:
    use(simulated_versions(tmp_path))
    (ensure_engine().bin / "pulumi").write_text("another program")
    assert find_engine() is None, "the note is for another file"
    ensure_engine()
    assert len(smoke_runs) == 2, "another file needs another proof"


@pytest.mark.usefixtures("no_pulumi")
def test_what_the_cache_has_is_taken_before_anything_is_fetched(
    tmp_path: Path, use: Callable[[Versions], None]
) -> None:
    use(simulated_versions(tmp_path, UNREACHABLE, "0" * 64))
    ensure_engine("modules")
    progress = RecordingProgress()
    assert ensure_engine(progress=progress).source == "modules", "the built engine must serve"
    assert progress.lines == [], "the unreachable site must not even be asked"


def test_without_any_source_every_reason_is_told(
    tmp_path: Path, use: Callable[[Versions], None], empty_path: Path
) -> None:
    use(simulated_versions(tmp_path, UNREACHABLE, "0" * 64))
    with pytest.raises(Failed) as failed:
        ensure_engine()
    for reason in ("path: no `pulumi`", "release: ", "cannot be reached", "modules: ", "install Go 1.24.7"):
        assert reason in str(failed.value), f"{reason!r} must be among the reasons"


@pytest.mark.parametrize("source", ["path", "modules"])
def test_a_forced_source_that_cannot_be_used_is_refused_and_no_other_is_tried(
    tmp_path: Path, use: Callable[[Versions], None], empty_path: Path, source: str
) -> None:
    use(simulated_versions(tmp_path))
    with pytest.raises(Refused):
        ensure_engine(source)


@pytest.mark.usefixtures("no_pulumi")
def test_a_forced_release_that_cannot_be_reached_fails(
    tmp_path: Path, use: Callable[[Versions], None], simulated_go: SimulatedGo
) -> None:
    use(simulated_versions(tmp_path, UNREACHABLE, "0" * 64))
    with pytest.raises(Failed, match="cannot be reached"):
        ensure_engine("release")
    assert simulated_go.builds == [], "nothing else may be tried"


def test_an_unknown_source_is_refused_with_the_known_ones(
    tmp_path: Path, use: Callable[[Versions], None]
) -> None:
    use(simulated_versions(tmp_path))
    with pytest.raises(Refused, match="'nix' is not known; known: path, release, modules"):
        ensure_engine("nix")


@pytest.mark.engine
def test_the_real_engine_is_made_proven_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ensure_engine()
    assert (made.bin / "pulumi").is_file(), "the engine must be where it is said to be"

    def forbidden_smoke_run(_binaries: Path, _progress: Progress) -> None:
        raise AssertionError("a proven engine must not be smoke-run again")

    monkeypatch.setattr(locate, "smoke_run", forbidden_smoke_run)
    assert ensure_engine() == made, "the second call must return the same engine at once"
    assert find_engine() == made, "and so must the search"
