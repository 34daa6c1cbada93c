"""Where the kernel forbids namespaces: said aloud, still encrypted, and gone after `down`."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.test_teardown import assert_nothing_is_left
from tests.end_to_end.world import World

pytestmark = pytest.mark.cluster


@pytest.fixture
def bare(engine_folder: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A stack of one training cluster with one worker, which fits beside the stack that the other tests share."""
    monkeypatch.setenv("GROUNDPLAN_ISOLATION", "none")
    world = World()
    training, _serving = world.plan.read_text(encoding="utf-8").split("  - name: serve\n")
    one_worker = training.replace("count: 2", "count: 1")
    world.plan.write_text(
        one_worker.replace("  - {name: models, holds: models, size: 1GiB}\n", ""), encoding="utf-8"
    )
    try:
        yield world
    finally:
        world.remove()


def test_without_namespaces_up_says_so_jobs_run_and_down_leaves_nothing(bare: World) -> None:
    told = bare.run("up", "--plan", str(bare.plan), "--yes")
    assert "not isolated: " in told.stdout, "one line says it"
    assert "not isolated: " in bare.run("status").stdout, "and status repeats it"
    assert bare.node_states() == {"train-head-0": "running", "train-workers-0": "running"}
    assert {store["encryption"] for store in bare.status()["stores"]} == {"gocryptfs"}, "never plain text"
    script = "import json, os; print(sorted(json.loads(os.environ['GROUNDPLAN_STORES'])))"
    done = bare.shell(f'ray job submit -- python -c "{script}"')
    assert "['checkpoints', 'datasets', 'registry']" in done.stdout, done.stdout + done.stderr
    kept = bare.run("logs", "--file", "job-driver-*").stdout
    assert "['checkpoints', 'datasets', 'registry']" in kept, "wherever the sessions lie"
    bare.run("down", "--yes")
    assert_nothing_is_left(bare)
