"""`groundplan preview --offline` needs no credentials and no cluster, says what it is, and leaves nothing behind."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from components.plan.defaults import CLOUDS
from stacks.cli.preview_offline import OFFLINE
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


def test_a_plan_for_kubernetes_is_previewed_in_a_simulated_cluster_and_tells_what_it_changes_of_its_base(
    run: Run, tmp_path: Path
) -> None:
    base = with_digest("kubernetes-small", tmp_path)
    text, store = base.read_text(encoding="utf-8"), "name: checkpoints"
    assert store in text
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace(store, "name: states"), encoding="utf-8")
    done = run("--json", "--plan", str(changed), "--base", str(base))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert any("no cluster was asked" in note for note in document["notes"]), "it is simulated"
    assert any("PersistentVolumeClaim" in each["kind"] for each in document["destroyed"])
    assert any(each.startswith("store checkpoints") for each in document["loses_data"])
    assert document["changes"]["same"] > 20, "all else was there in the base"


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
