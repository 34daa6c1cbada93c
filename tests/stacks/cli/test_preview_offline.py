"""`groundplan preview --offline` needs no credentials, says what it is, and is refused where nothing is simulated."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from components.plan.defaults import CLOUDS
from stacks.cli.preview import OFFLINE
from tests.components.topology.test_resolve_cloud_examples import with_digest
from tests.stacks.offline.simulated_clouds.cloud_program import search_path_with

ROOT = Path(__file__).parents[3]
LIMIT_S = 600.0
"""A preview of a whole plan takes half a minute; one that takes this long hangs."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, engine_folder: Path) -> Run:
    """Return how `groundplan preview --offline` runs, with folders of its own but for the cache."""

    def preview(*arguments: str) -> subprocess.CompletedProcess[str]:
        own = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("STATE", "CONFIG", "DATA")}
        (tmp_path / "tmp").mkdir(exist_ok=True)
        environment = search_path_with(engine_folder) | own | {"TMPDIR": str(tmp_path / "tmp")}
        command = [sys.executable, "-m", "stacks.cli.main", "preview", "--offline", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S
        )

    return preview


@pytest.mark.parametrize("name", ["local-small", "kubernetes-small"])
def test_what_is_measured_against_something_that_exists_is_refused_in_one_sentence(
    run: Run, name: str, tmp_path: Path
) -> None:
    done = run("--plan", str(with_digest(name, tmp_path)))
    assert done.returncode == 2 and "which is not simulated; leave out --offline" in done.stderr


@pytest.mark.parametrize("name", [f"{cloud}-{size}" for cloud in CLOUDS for size in ("small", "large")])
def test_an_example_for_a_cloud_is_previewed_and_no_rule_of_any_pack_refuses_it(
    run: Run, name: str, tmp_path: Path
) -> None:
    done = run("--json", "--stack", name, "--plan", str(with_digest(name, tmp_path)))
    assert done.returncode == 0, done.stderr
    assert "--policy-pack policies/all" in done.stderr, "every rule judged it"
    document = json.loads(done.stdout)
    assert document["offline"] == OFFLINE and document["changes"]["create"] > 20
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert lines[0] == lines[-1] == OFFLINE, "nobody takes it for a real one"
    assert not (tmp_path / "STATE").exists() and list((tmp_path / "tmp").iterdir()) == [], (
        "nothing is left behind"
    )
