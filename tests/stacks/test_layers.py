"""What stands on a platform says whose it is, and nothing else depends on that."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from components.objects import declare, logical_name
from components.plan.loading import load_plan
from components.ray.manifests.cluster import RAY_KINDS
from components.services.observability.spending import Spending
from components.topology.names import label_value
from components.topology.resolve import resolve
from stacks import spending
from tests.components.hosts.recording_engine import Registered
from tests.components.topology.cluster_nodes import six_nodes
from tests.stacks.declared_on_kubernetes import (
    EXAMPLE,
    STACK_ID,
    example,
    manifests_of,
    manifests_of_example,
    registered_of,
)

STACK = "groundplan-stack"
OWNER = label_value("ml-platform@example.com")


@pytest.fixture(scope="module")
def with_id() -> dict[str, dict[str, Any]]:
    return {logical_name(each): each for each in manifests_of_example()}


@pytest.fixture(scope="module")
def without_id() -> dict[str, dict[str, Any]]:
    return {logical_name(each): each for each in manifests_of_example(None)}


def test_every_object_says_whose_it_is(with_id: dict[str, dict[str, Any]]) -> None:
    unsaid = [name for name, each in with_id.items() if each["metadata"]["labels"].get(STACK) != STACK_ID]
    assert unsaid == [], "what does not say it would be left behind by `down`, or taken by another stack"


def test_an_id_is_in_no_place_that_makes_anything_anew(
    with_id: dict[str, dict[str, Any]], without_id: dict[str, dict[str, Any]]
) -> None:
    assert with_id.keys() == without_id.keys(), "names are identities"
    places = {place for each in with_id.values() for place in _places(each, "", STACK, STACK_ID)}
    assert places == {".metadata.labels"}, "neither selectors nor templates of pods and claims"
    for name, each in with_id.items():
        labels = {key: value for key, value in each["metadata"]["labels"].items() if key != STACK}
        assert labels == without_id[name]["metadata"]["labels"], f"{name} gets one label and loses none"


def test_an_owner_and_an_environment_are_in_no_place_that_makes_anything_anew(
    with_id: dict[str, dict[str, Any]],
) -> None:
    places = {
        place
        for each in with_id.values()
        for label, value in (("owner", OWNER), ("environment", "development"))
        for place in _places(each, "", f"groundplan-{label}", value)
    }
    assert places == {".metadata.labels"}, "neither selectors nor templates of pods and claims"


@pytest.mark.parametrize("changed", [{"owner": "ml-research@example.com"}, {"environment": "production"}])
def test_a_plan_with_another_owner_or_environment_makes_nothing_anew(
    with_id: dict[str, dict[str, Any]], changed: dict[str, str]
) -> None:
    plan = load_plan(EXAMPLE).model_copy(update=changed)
    after = {logical_name(each): each for each in manifests_of(resolve(plan, six_nodes(), stack_id=STACK_ID))}
    assert after.keys() == with_id.keys(), "names are identities"
    anew = [name for name, each in after.items() if _fixed(each) != _fixed(with_id[name])]
    assert anew == [], "jobs that run, and in production a protected database, would stand in the way"
    unsaid = [
        name
        for name, each in after.items()
        for label, value in changed.items()
        if each["metadata"]["labels"].get(f"groundplan-{label}") != label_value(value)
    ]
    assert unsaid == [], "bills and rules read them on the objects themselves"


def goes_before(name: str, other: str, found: Mapping[str, Registered]) -> bool:
    """Return whether a resource stands on another one, by itself or by what it is part of."""
    while name in found:
        if other in found[name].depends_on:
            return True
        name = found[name].parent
    return False


def test_what_holds_disks_goes_before_the_drain_and_what_frees_them_after() -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "autoscaler"}}
    found = registered_of(
        example(), kept_nodes={("train", "gpu"): 1}, inside=lambda options: declare([manifest], options)
    )
    objects = {name for name, each in found.items() if "apiVersion" in each.inputs}
    assert "configmap-autoscaler" in objects and len(objects) > 50
    late = {name for name in objects if not goes_before(name, "drain", found)}
    assert late == {"configmap-autoscaler"}, "a drain that ended before would miss what those hold"
    assert goes_before("drain", "configmap-autoscaler", found), "who frees disks and nodes works until then"
    assert found["drain"].inputs["kept_nodes"] == {"train/gpu": 1}


def test_what_kuberay_makes_waits_for_the_operators_and_what_stands_beside_it_only_for_its_volumes() -> None:
    found = registered_of(example())
    rays = {name for name in found if name.startswith(("raycluster-", "rayservice-"))}
    beside = {name for name in found if name.endswith(("train-train-logs", "train-train-fault-tolerance"))}
    claiming = {name for name in beside if name.startswith("statefulset-")}
    assert len(rays) == 2 and len(claiming) == 2
    waiting = {
        name for name in found if goes_before(name, "deployment-kueue-system-kueue-controller-manager", found)
    }
    assert rays <= waiting, "nobody would know their kinds, or queue them"
    assert not waiting & beside, "their disks and images come while the operators start"
    for name in claiming:
        for ground in ("networkpolicy-atlas-train-deny-by-default", "storageclass-atlas-clusters"):
            assert goes_before(name, ground, found), f"{ground} is there first, and goes after it"


def test_what_machines_cost_is_handed_to_whoever_adds_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Spending(hourly={("train", "head"): Decimal("1.50")})
    monkeypatch.setattr(spending, "spending_of", lambda _topology: known)
    told = str([each.inputs for each in registered_of(example()).values()])
    assert "groundplan:node_price_per_hour" in told and "vector(1.50)" in told


def _fixed(manifest: Mapping[str, Any]) -> Any:
    """Return what makes pods, claims or an object itself anew where it changes."""
    spec = manifest.get("spec", {})
    if manifest["kind"] in RAY_KINDS:
        return _without_authority(spec)
    fixed = ("selector", "template", "serviceName", "volumeClaimTemplates", "jobTemplate", "accessModes")
    return _without_authority({key: spec[key] for key in fixed if key in spec})


def _without_authority(value: Any) -> Any:
    """Return a specification without the mark of its authority, which each recorded run makes for itself."""
    if isinstance(value, Mapping):
        return {key: _without_authority(each) for key, each in value.items() if key != "groundplan/authority"}
    return [_without_authority(each) for each in value] if isinstance(value, list) else value


def _places(value: Any, place: str, label: str, text: str) -> Iterator[str]:
    """Yield where a label, or its value, stands."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == label:
                yield place
            else:
                yield from _places(inner, f"{place}.{key}", label, text)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{place}[]", label, text)
    elif isinstance(value, str) and (label in value or text in value):
        yield place
