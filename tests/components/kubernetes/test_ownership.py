"""Nothing of another stack is taken over, whatever its plan and itself are called."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.ownership import owner_errors
from components.kubernetes.services import marker
from tests.components.kubernetes.clusters import MADE_BY, OURS, THEIRS, gathered, running, topology
from tests.components.topology.plans import pool

OTHER_PLAN = {**THEIRS, "groundplan-plan": "borealis"}


def sentences(present: frozenset[str] = frozenset(), **changed: Any) -> list[str]:
    """Return why the small plan would take something from somebody else."""
    return [str(error) for error in owner_errors(topology(), gathered(**changed), present)]


def test_a_namespace_that_is_not_ours_is_refused_and_our_own_is_not() -> None:
    (sentence,) = sentences(namespaces={"atlas-train": {"team": "ml"}})
    assert sentence == (
        "clusters[train].name: `up` would make the namespace atlas-train; the cluster has a namespace of this name "
        "that is not this stack's; rename the plan or the cluster, or remove that namespace if nothing needs it"
    )
    assert sentences(namespaces={"atlas-train": OURS}) == [], "the second `up` finds its own"


@pytest.mark.parametrize("name", ["atlas-registry", "atlas-observability", "kuberay-system"])
def test_no_namespace_of_a_service_is_taken_over(name: str) -> None:
    (sentence,) = sentences(namespaces={name: {}})
    assert f"would make the namespace {name}" in sentence, "`down` would remove what is in it"


def test_a_kuberay_that_exists_may_have_its_namespace() -> None:
    found = sentences(frozenset({"kuberay"}), namespaces={"kuberay-system": {}})
    assert not [sentence for sentence in found if "kuberay-system" in sentence], "it is used as it is"


def test_another_stack_s_plan_of_the_same_name_is_refused_in_one_sentence() -> None:
    spaces = dict.fromkeys(("atlas-observability", "atlas-registry", "atlas-train", "kuberay-system"), THEIRS)
    stores = dict.fromkeys((f"atlas-kept-{number}" for number in range(6)), THEIRS)
    classes = {"storage class": stores, "priority class": {"atlas-train": THEIRS}}
    (sentence,) = sentences(namespaces=spaces, classes=classes, kinds={"rayclusters.ray.io": THEIRS})
    assert sentence == (
        "name: the plan is named atlas; stack team-bob has a plan of this name on the cluster (kind "
        "rayclusters.ray.io, namespace atlas-observability, namespace atlas-registry, namespace atlas-train, namespace "
        "kuberay-system, priority class atlas-train, storage class atlas-kept-0, storage class atlas-kept-1, storage "
        "class atlas-kept-2, storage class atlas-kept-3 and 2 more); rename this one, take that stack "
        "down, or use another cluster"
    ), "its objects have the names of ours"


@pytest.mark.parametrize("what", ["storage class", "priority class"])
def test_the_last_thing_that_another_stack_has_keeps_its_name_taken(what: str) -> None:
    (sentence,) = sentences(classes={what: {"atlas-train": THEIRS}})
    assert f"stack team-bob has a plan of this name on the cluster ({what} atlas-train)" in sentence, (
        "its `down` was killed, and the next one removes it by name"
    )


def test_what_was_made_before_stacks_had_a_label_can_be_taken_with_one_command() -> None:
    before = {key: value for key, value in OURS.items() if key not in MADE_BY}
    (sentence,) = sentences(namespaces={"atlas-train": before}, kinds={"rayclusters.ray.io": before})
    assert "a plan of this name whose stack nobody knows" in sentence, "it may be anybody's"
    assert sentence.endswith(
        "--selector 'groundplan-plan=atlas,!groundplan-stack' groundplan-stack=team-ada`"
    ), "who knows that it is this one's says so"


CHARTS = {
    "gpu-operator": {"namespaces": {"gpu-operator": OTHER_PLAN}},
    "prometheus": {"classes": {"storage class": {"borealis-observability": OTHER_PLAN}}},
}
"""By what a chart that we brought is told to be a stack's."""


@pytest.mark.parametrize("service", ["kuberay", "prometheus", "gpu-operator"])
def test_an_operator_of_another_stack_is_refused(service: str) -> None:
    labels = {} if service in CHARTS else OTHER_PLAN
    found = {"kinds": {marker(service): labels}, "operators": running(service), **CHARTS.get(service, {})}
    (sentence,) = sentences(frozenset({service}), **found)
    assert f"the cluster's {service} belongs to the plan borealis of stack team-bob; it serves" in sentence, (
        "it goes with that stack"
    )


def test_a_kueue_of_another_stack_hinders_only_a_plan_with_queues() -> None:
    found = {"kinds": {marker("kueue"): OTHER_PLAN}, "operators": running("kueue")}
    assert sentences(frozenset({"kueue"}), **found) == [], "nothing of ours is asked of it"
    queues = [{"name": "research", "cpu": 64, "memory": "512GiB", "gpu": ["16xH100"]}]
    queued = topology(queues=queues)
    assert "kueue belongs to the plan borealis" in str(
        owner_errors(queued, gathered(**found), frozenset({"kueue"}))
    )


def test_a_gpu_operator_of_another_stack_hinders_no_plan_without_gpus() -> None:
    clusters = [{"name": "train", "purpose": "training", "pools": [pool("head")]}]
    plain = topology(clusters=clusters, inventory=[{"pool": "train/head", "nodes": ["cpu-1"]}])
    found = gathered(namespaces={"gpu-operator": OTHER_PLAN}, kinds={"clusterpolicies.nvidia.com": {}})
    assert owner_errors(plain, found, frozenset({"gpu-operator"})) == []


def test_a_stack_whose_plan_was_renamed_keeps_its_operators() -> None:
    renamed = {**OURS, "groundplan-plan": "borealis"}
    assert sentences(kinds={"rayclusters.ray.io": renamed}, namespaces={"kuberay-system": renamed}) == []


def test_a_stack_without_an_id_makes_nothing() -> None:
    (error,) = owner_errors(replace(topology(), made_by={}), gathered(), frozenset())
    assert "groundplan:stack-id: the stack's configuration has none" in str(error)
    assert "`groundplan up`, which makes one" in str(error), "nobody has to think of one"


OWNERS = st.sampled_from([{}, OURS, THEIRS, OTHER_PLAN, {"team": "ml"}])
NAMES = st.sampled_from(["atlas-train", "atlas-registry", "kuberay-system", "elsewhere"])


@given(st.dictionaries(NAMES, OWNERS), st.dictionaries(NAMES, OWNERS))
def test_nothing_of_anybody_else_is_ever_declared(spaces: dict[str, Any], classes: dict[str, Any]) -> None:
    found = sentences(namespaces=spaces, classes={"priority class": classes})
    theirs = [labels for name, labels in spaces.items() if name != "elsewhere" and labels != OURS]
    theirs += [labels for labels in (*spaces.values(), *classes.values()) if labels == THEIRS]
    assert bool(found) == bool(theirs), "what `up` would make under a name that is taken, and nothing more"
