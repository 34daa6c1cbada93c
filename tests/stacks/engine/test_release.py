"""A release is used only when it is the one whose checksum the repository keeps; the site here is simulated."""

import socket
from pathlib import Path

import pytest

from stacks.cli.failures import Failed, Refused
from stacks.engine.progress import Progress
from stacks.engine.release import WrongChecksum, engine_from_release, release_key, require_reachable
from tests.stacks.engine.simulated_release_site import serve
from tests.stacks.engine.simulated_toolchain import FILES, simulated_archive, simulated_versions


def test_an_archive_with_the_known_checksum_becomes_an_engine(
    tmp_path: Path, simulated_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, checksum = simulated_archive((*FILES, "pulumi-language-other"))
    serve(monkeypatch, archive)
    versions = simulated_versions(tmp_path, simulated_site + "/{version}-{platform}.tar.gz", checksum)
    binaries = engine_from_release(versions, tmp_path / "cache", Progress())
    assert sorted(file.name for file in binaries.iterdir()) == sorted(FILES), "only what is needed is kept"
    assert all(file.stat().st_mode & 0o111 for file in binaries.iterdir()), "each must be executable"


def test_an_archive_with_another_checksum_is_refused_and_not_kept(
    tmp_path: Path, simulated_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, checksum = simulated_archive()
    serve(monkeypatch, archive + b"changed")
    versions = simulated_versions(tmp_path, simulated_site + "/{version}-{platform}.tar.gz", checksum)
    with pytest.raises(WrongChecksum, match=f"expected {checksum}"):
        engine_from_release(versions, tmp_path / "cache", Progress())
    assert not (tmp_path / "cache" / release_key(versions)).exists(), "it must not be found by a later run"


def test_an_archive_that_lacks_a_file_is_refused(
    tmp_path: Path, simulated_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, checksum = simulated_archive(("pulumi",))
    serve(monkeypatch, archive)
    versions = simulated_versions(tmp_path, simulated_site + "/{version}-{platform}.tar.gz", checksum)
    with pytest.raises(Failed, match="lacks pulumi-language-python"):
        engine_from_release(versions, tmp_path / "cache", Progress())


def test_a_platform_without_a_known_checksum_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    versions = simulated_versions(tmp_path, checksum="")
    with pytest.raises(Refused, match=r"no SHA-256 .* is known"):
        engine_from_release(versions, tmp_path / "cache", Progress())


def test_a_site_that_refuses_connections_is_not_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Failed, match="cannot be reached"):
            require_reachable(f"http://127.0.0.1:{port}/archive.tar.gz")


def test_a_site_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Failed, match="cannot be reached"):
            require_reachable(f"http://127.0.0.1:{port}/archive.tar.gz", timeout_s=0.1)


def test_a_site_without_the_archive_is_told_with_its_answer(simulated_site: str) -> None:
    with pytest.raises(Failed, match="it answers 404"):
        require_reachable(f"{simulated_site}/nothing")
