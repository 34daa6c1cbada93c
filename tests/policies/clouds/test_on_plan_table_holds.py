"""What breaks a rule on the plan, declared as it stands, breaks a resource rule that the table has beside it too."""

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from components.plan.loading import load_plan
from components.topology.resolve import resolve
from policies.judge.resource import Stack
from policies.judge.rule import Rule
from policies.on_plan.judging import judge
from tests.components.topology.cluster_nodes import six_nodes
from tests.policies.breach import violations
from tests.policies.captured import CLOUD_EXAMPLES, PLANS, of_a_plan, stack_of
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import GONE, changed
from tests.policies.rules_of import rules_of
from tests.policies.test_on_plan_table import NAME, rows
from tests.stacks.declared_on_kubernetes import registered_of

CHECKPOINTS, MODELS, NEW = (("storage", index) for index in (1, 3, 4))
DATA, REPLICAS = ("clusters", 0, "pools", 1), ("clusters", 1, "pools", 1)
PRODUCTION = {("environment",): "production"}
SCRATCH = {"name": "scratch", "holds": "scratch", "kind": "object", "size": "1TiB"}
SMALL = {"cpu": 2, "memory": "4GiB"}
"""Machines with few addresses: a subnet of the examples has room for a hundred of them."""
GPUS = {"name": "gpu", "machine": {"gpu": "8xH100"}}

ON_CLOUDS: tuple[Mapping[str, Mapping[Any, Any]], ...] = (
    {
        "require-owner-in-plan": {("owner",): GONE},
        "require-yearly-rotation-in-plan": {("encryption", "rotation"): "366d"},
        "restrict-allowed-ranges-in-plan": {("network", "allowed_cidrs"): ["203.112.0.0/15"]},
        "require-bounded-checkpoints-in-plan": {(*CHECKPOINTS, "keep"): "366d"},
        "require-bounded-scratch-in-plan": {NEW: SCRATCH},
        "require-versions-of-models-in-plan": {(*MODELS, "versions"): GONE},
        "forbid-expiring-models-in-plan": {(*MODELS, "keep"): "90d"},
        "restrict-gpu-nodes-in-plan": {DATA: {**GPUS, "count": "0..40"}},
    },
    {
        "require-customer-key-in-plan": {**PRODUCTION, ("encryption",): {"key": "platform"}},
        "require-several-zones-in-plan": {**PRODUCTION, ("network", "zones"): 1},
        "restrict-nodes-in-plan": {(*DATA, "machine"): SMALL, (*DATA, "count"): "0..110"},
    },
)
"""What is broken at once in a plan for a cloud, which takes seconds to declare: rule on the plan -> its change."""
IN_CLUSTERS: Mapping[str, Mapping[Any, Any]] = {
    "require-owner-in-plan": {("owner",): GONE},
    "require-named-registry-in-plan": {("runtime", "image"): "rayproject/ray@sha256:" + "01234567" * 8},
    "require-serving-replicas-in-plan": {**PRODUCTION, (*REPLICAS, "count"): 1},
}
IN_A_CLOUD_S_CLUSTER = (
    "it is about pods of a cluster that a cloud makes, and the examples' clusters are declared apart"
)
NOT_BROKEN_HERE = {
    "forbid-one-zone-serving-in-plan": IN_A_CLOUD_S_CLUSTER,
    "restrict-idle-gpus-in-plan": IN_A_CLOUD_S_CLUSTER,
    "restrict-idle-time-in-plan": IN_A_CLOUD_S_CLUSTER,
    "forbid-spot-heads-in-plan": "a plan for a cloud with one is refused as such; elsewhere nobody marks spot machines",
}


def broken(example: str, changes: Mapping[str, Mapping[Any, Any]], folder: Path) -> Path:
    """Return the file of an example plan with the changes, each of which breaks its rule about plans."""
    document = json.loads(json.dumps(YAML(typ="safe").load(PLANS / f"{example}.yaml")))
    file = folder / "plan.yaml"
    file.write_text(json.dumps(changed(document, reduce(or_, map(dict, changes.values())))), encoding="utf-8")
    plan = load_plan(file)
    decided = resolve(plan, six_nodes() if plan.target == "kubernetes" else None)
    found = {each.rule for each in judge(plan, decided, TODAY)}
    assert set(changes) <= found, "each change breaks its rule on the plan"
    return file


def beside(rule: str, target: str) -> list[Rule]:
    """Return the resource rules about a target that the table has beside a rule about plans."""
    named = {name.replace("-on-*", f"-on-{target}") for name in NAME.findall(rows()[rule])}
    return [each for each in rules_of(target) if each.name in named]


def not_held(rules: Iterable[str], target: str, stack: Stack) -> list[str]:
    """Return the rules about plans that have resource rules about a target, of which none finds anything."""
    with_rules = [(rule, found) for rule in rules if (found := beside(rule, target))]
    assert with_rules, f"no rule about {target} was asked"
    return [rule for rule, found in with_rules if not any(violations(each, stack) for each in found)]


@pytest.mark.parametrize("cloud", CLOUD_EXAMPLES)
@pytest.mark.parametrize("changes", ON_CLOUDS, ids=["open", "in production"])
def test_promises_that_a_plan_for_a_cloud_breaks_are_held_on_resources(
    cloud: str, changes: Mapping[str, Mapping[Any, Any]], tmp_path: Path
) -> None:
    stack = of_a_plan(broken(f"{cloud}-small", changes, tmp_path))
    assert not_held(changes, cloud, stack) == [], "name the rule that holds it, or say that none does"


@pytest.mark.parametrize("rule", IN_CLUSTERS)
def test_a_promise_that_a_plan_breaks_is_held_in_its_cluster(rule: str, tmp_path: Path) -> None:
    file = broken("kubernetes-small", {rule: IN_CLUSTERS[rule]}, tmp_path)
    declared = registered_of(resolve(load_plan(file), six_nodes(), stack_id="team-ada"))
    assert not_held([rule], "kubernetes", stack_of(declared, {})) == [], "name the rule that holds it"


def test_every_row_that_names_a_rule_is_broken_here_or_says_why_not() -> None:
    tried = {rule for changes in (*ON_CLOUDS, IN_CLUSTERS) for rule in changes}
    named = {rule for rule, beside in rows().items() if not beside.startswith("none: ")}
    assert named == tried | set(NOT_BROKEN_HERE)
