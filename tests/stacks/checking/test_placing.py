"""What a pack says of a resource stands where the plan names what the resource belongs to."""

import pytest

from stacks.checking.placing import placed
from stacks.checking.reading import read_plan
from stacks.checking.report import Finding, Place
from stacks.paths import PROJECT_ROOT

READ = read_plan(PROJECT_ROOT / "stacks" / "plans" / "azure-large.yaml")
LINES = READ.text.decode().splitlines()


def place_of(logical_name: str, place: Place | None = None) -> Place:
    assert READ.plan is not None
    finding = Finding(
        rule="require-x",
        severity="high",
        outcome="refused",
        text="it is open",
        resource=f"azure-native:a:B {logical_name}",
        place=place,
    )
    (found,) = placed([finding], READ.plan, READ.tree)
    assert found.place is not None
    return found.place


@pytest.mark.parametrize(
    ("logical_name", "begins", "path"),
    [
        ("pools-train-gpu-on-demand-1", "{name: gpu, machine: {gpu: 8xH100}", "clusters[0].pools[2]"),
        ("pools-serve-head-on-demand-1", "{name: head, machine: {cpu: 4,", "clusters[1].pools[0]"),
        ("raycluster-atlas-train-train", "name: train", "clusters[0]"),
        ("store-checkpoints-access-log", "{name: checkpoints,", "storage[1]"),
        ("identity-right-serve-models", "{name: models,", "storage[3]"),
        ("network-rule-training-to-files", "{cidr: 10.20.0.0/16", "network"),
        ("keys-vault-files-lock", "{key: customer", "encryption"),
    ],
)
def test_a_resource_stands_at_the_pool_store_cluster_or_network_that_names_it(
    logical_name: str, begins: str, path: str
) -> None:
    place = place_of(logical_name)
    assert place.line and place.column and place.path == path
    assert LINES[place.line - 1][place.column - 1 :].startswith(begins)


def test_a_place_is_known_by_names_which_stay_while_lines_move() -> None:
    assert place_of("pools-train-gpu-on-demand-1").named == "clusters[train].pools[gpu]"


@pytest.mark.parametrize(
    "logical_name", ["cluster-control-plane", "logs-blobs", "group", "groundplan-offline"]
)
def test_what_no_part_of_the_plan_names_stands_at_its_first_line(logical_name: str) -> None:
    place = place_of(logical_name)
    assert (place.line, place.column, place.path) == (1, 1, "plan")


def test_a_block_that_the_plan_leaves_out_has_no_line_of_its_own() -> None:
    read = read_plan(PROJECT_ROOT / "stacks" / "plans" / "local-small.yaml")
    assert read.plan is not None and "network" not in read.tree.value
    about = Finding(rule="r", severity="low", outcome="advised", text="t", resource="a:b:C network-x")
    (found,) = placed([about], read.plan, read.tree)
    assert found.place and found.place.line == 1


def test_what_has_a_place_or_no_resource_stays_as_it_is() -> None:
    assert READ.plan is not None
    own = Place(path="budget", line=7, column=2)
    assert place_of("store-models", own) == own
    refusal = Finding(rule="r", severity="low", outcome="refused", text="t")
    assert list(placed([refusal], READ.plan, READ.tree)) == [refusal]
