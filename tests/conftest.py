"""What holds for every test: the user's own state stays untouched, and Hypothesis never judges by the clock."""

import functools
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from stacks.engine import find_engine, find_gocryptfs
from stacks.engine.search_path import search_path
from tests.control_plane.fixtures import clean_control_plane, control_plane
from tests.object_store.fixtures import object_store_server

__all__ = ["clean_control_plane", "control_plane", "object_store_server"]

settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no defect
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # a build machine judges a change, it does not search
    max_examples=30,  # a property that fails at all mostly fails soon; `make prove` looks longer
    print_blob=True,
)
settings.register_profile("thorough", settings.get_profile("house"), max_examples=1000, derandomize=False)
settings.load_profile("house")

# The SDKs and the examples stay for the session: to look through them at every 700 objects is a tenth of its time.
gc.set_threshold(50_000, 20, 100)

ROOT = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background deaf to Ctrl-C, and every command under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def folders_of_a_user_who_is_nobody() -> Iterator[Path]:
    """Give the session folders of its own for state, configuration and data, with a short path, and remove them.

    Ray's sockets lie below the state folder, and a socket's path has at most 107 characters. The cache stays the
    user's: the engine in it is the one under test.
    """
    folder = Path(tempfile.mkdtemp(prefix="gp-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        if gocryptfs := find_gocryptfs():
            # Tests call the agent as a stack's own environment does, in which it is found wherever it was built.
            patch.setenv("PATH", search_path([gocryptfs.parent], os.environ["PATH"]))
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def engine_folder() -> Path:
    """Return the folder of the engine's programs; without an engine the tests that need it fail with the remedy."""
    engine = find_engine()
    on_path = shutil.which("pulumi")
    if engine is None and on_path is None:
        pytest.fail("there is no Pulumi engine; run `groundplan engine`")
    return engine.bin if engine else Path(str(on_path)).parent


LONGEST_FIRST = (
    "end_to_end",
    "tests/end_to_end/test_kubernetes.py",
    "tests/end_to_end/test_kubernetes_work.py",
    "tests/workloads/train_digits/test_training.py",
    "tests/workloads/serve_digits/test_application.py",
)
"""Minutes each, with few tests: what is long and begins last leaves the other workers with nothing to do."""


class SharedStackTogether(LoadScopeScheduling):
    """Hands out whole modules; as one all that share the one stack of `end_to_end`."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        waiting = next((scope for scope in LONGEST_FIRST if scope in self.workqueue), None)
        if waiting:
            self.workqueue.move_to_end(waiting, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "end_to_end" if shares_stack(module) else module


@functools.cache
def shares_stack(module: str) -> bool:
    """Return whether a module of `end_to_end` works on the one local stack; those on Kubernetes have a stack each."""
    folders = module.split("/")[:-1]
    return "end_to_end" in folders and "mark.kubernetes" not in (ROOT / module).read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Return who deals out tests under `--dist loadscope`; marks of groups do not reach xdist 3.8 from pytest 9.2."""
    return SharedStackTogether(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the engine, before pytest deselects by markers: no test runs where there is none by oversight."""
    for item in items:
        if "engine_folder" in getattr(item, "fixturenames", ()):
            item.add_marker("engine")
