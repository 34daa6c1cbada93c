"""The plan that the benchmark of a check measures differs from its base in one count, and is a plan."""

from pathlib import Path

import pytest

from stacks.checking.reading import read_base, read_plan
from tests.bench.plan_check import EXAMPLES, ROOT, changed


@pytest.mark.parametrize("name", EXAMPLES)
def test_one_count_of_the_example_changes(name: str, tmp_path: Path) -> None:
    file = changed(ROOT / "stacks" / "plans" / f"{name}.yaml", tmp_path)
    now, base = read_plan(file), read_base(file, "HEAD").read
    assert now.topology and base and base.topology
    maxima = [
        [pool.maximum for cluster in topology.clusters for pool in cluster.pools]
        for topology in (base.topology, now.topology)
    ]
    assert sum(before != after for before, after in zip(*maxima, strict=True)) == 1


def test_a_plan_without_that_count_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name a count that it has"):
        changed(ROOT / "stacks" / "plans" / "local-small.yaml", tmp_path)
