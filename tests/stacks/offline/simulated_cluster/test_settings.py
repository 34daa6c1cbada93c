"""A configuration leads to the simulated cluster, and what it says of stores stays."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from components.plan.loading import load_plan
from components.topology.resolve import resolve
from stacks.access_keys import KEY, read_keys
from stacks.offline.simulated_cluster.settings import RANGES, simulated_keys, simulated_settings
from stacks.paths import PROJECT_ROOT

TOPOLOGY = resolve(load_plan(PROJECT_ROOT / "stacks" / "plans" / "kubernetes-small.yaml"), None)
KUBECONFIG = Path("/simulated/kubeconfig")


def test_nobody_is_led_to_the_cluster_that_exists() -> None:
    own = {"groundplan:kubeconfig": "mine", "groundplan:context": "prod", "groundplan:dns": "a/b", "a:b": "c"}
    found = simulated_settings(own, TOPOLOGY, KUBECONFIG)
    assert found["groundplan:kubeconfig"] == str(KUBECONFIG) and found["groundplan:context"] == "simulated"
    assert found["a:b"] == "c" and "groundplan:dns" not in found


def test_ranges_that_the_configuration_says_stay_and_the_others_are_made_up() -> None:
    assert "datasets" in json.loads(simulated_settings({}, TOPOLOGY, KUBECONFIG)[RANGES]), (
        "no name is asked for"
    )
    own = {RANGES: '{"datasets": ["198.51.100.0/24"]}'}
    assert json.loads(simulated_settings(own, TOPOLOGY, KUBECONFIG)[RANGES]) == json.loads(own[RANGES])


@pytest.mark.parametrize("text", ["[", "[]"])
def test_ranges_of_another_form_stay_so_that_the_program_says_what_is_wrong(text: str) -> None:
    assert simulated_settings({RANGES: text}, TOPOLOGY, KUBECONFIG)[RANGES] == text


def test_keys_are_made_up_for_stores_at_a_service_alone() -> None:
    keys = read_keys(simulated_keys({}, TOPOLOGY), is_secret=True, stack="s")
    assert {store for store, _ in keys} == {"datasets"}
    assert simulated_keys({KEY: "in plain text"}, TOPOLOGY) is None, "which the program refuses"
    own = tuple(replace(store, endpoint=None) for store in TOPOLOGY.stores)
    assert simulated_keys({}, replace(TOPOLOGY, stores=own)) is None
