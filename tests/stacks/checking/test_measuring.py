"""The engine makes each side with its own configuration, and a plan for Kubernetes in a cluster made up for it."""

from pathlib import Path

import pytest

from stacks.checking.measuring import measured
from stacks.checking.reading import Side, read_plan
from stacks.paths import PROJECT_ROOT

PLANS = PROJECT_ROOT / "stacks" / "plans"

pytestmark = pytest.mark.usefixtures("engine_folder")


def changed(folder: Path, name: str, before: str, after: str) -> Side:
    """Return an example plan with one text in another's place, without any configuration."""
    text = (PLANS / f"{name}.yaml").read_text(encoding="utf-8")
    assert before in text
    file = folder / f"{name}.yaml"
    file.write_text(text.replace(before, after), encoding="utf-8")
    return Side(read=read_plan(file), settings={})


def example(name: str, **settings: str) -> Side:
    """Return an example plan with a configuration."""
    said = {f"groundplan:{key.replace('_', '-')}": value for key, value in settings.items()}
    return Side(read=read_plan(PLANS / f"{name}.yaml"), settings=said)


def test_a_change_of_the_configuration_alone_changes_what_it_decides() -> None:
    found = measured("azure-small", example("azure-small", kubernetes_version="1.34"), example("azure-small"))
    told = [(change.operation, change.kind) for change in found.changes]
    assert ("update", "azure-native:containerservice:ManagedCluster") in told, (
        "the cluster gets another version"
    )
    assert not [change for change in found.changes if change.operation == "create"], "all of it was there"


def test_a_plan_for_kubernetes_is_made_in_a_cluster_of_its_own_and_the_packs_judge_it(tmp_path: Path) -> None:
    more = changed(
        tmp_path,
        "kubernetes-small",
        "memory: 32GiB}, count: 1}\n      - {name: gpu",
        "memory: 32GiB}, count: 2}\n      - {name: gpu",
    )
    found = measured("kubernetes-small", more, example("kubernetes-small"))
    assert [each.text for each in found.findings if each.outcome == "refused"] == []
    assert "require-image-digests" in found.unjudged, (
        "a rule on resources waits for what the plan leaves open"
    )
    told = {(change.operation, change.kind.rpartition(":")[2]) for change in found.changes}
    assert told == {("update", "RayCluster")}, "all else was there in the base"
    assert "no cluster was asked" in found.notes[0], "and what was assumed is said"
