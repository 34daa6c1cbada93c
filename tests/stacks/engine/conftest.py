"""What the tests of the engine share: a simulated toolchain, and a PATH and a cache of their own."""

import os
import signal
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from stacks.engine.versions import Versions
from tests.stacks.engine.simulated_release_site import SimulatedReleaseSite
from tests.stacks.engine.simulated_toolchain import SimulatedGo, simulated_versions, write_simulated_go


@pytest.fixture
def simulated_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedGo]:
    """A simulated `go` in front of PATH; builds that outlive the test are ended."""
    go = write_simulated_go(tmp_path)
    monkeypatch.setenv("PATH", f"{go.folder}{os.pathsep}{os.environ['PATH']}")
    yield go
    for build in go.builds:
        command = Path(f"/proc/{build}/cmdline")
        if command.exists() and str(go.folder).encode() in command.read_bytes():
            os.kill(build, signal.SIGKILL)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Versions of a simulated engine, without a release."""
    return simulated_versions(tmp_path)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This user's folder of engines, moved into the test's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "groundplan" / "engine"


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with one empty folder, which is returned."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def simulated_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a simulated release site on the loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), SimulatedReleaseSite)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
