"""Names are identities on every cloud: order means nothing, and what comes changes little of what is there."""

from collections.abc import Mapping
from typing import Any

import pytest

from stacks.offline.simulated_clouds.replacing import is_replacing
from stacks.offline.simulated_kubernetes.difference import changes, path_text
from tests.clouds import one_plan
from tests.clouds.one_plan import AS_IT_IS
from tests.clouds.promises import reading
from tests.clouds.provisioned import made
from tests.components.hosts.recording_engine import Registered

CLOUDS = pytest.mark.parametrize("cloud", one_plan.CLOUDS)


WITH_A_KERNEL_MODULE = {
    ("gcp:container/nodePool:NodePool", "nodeConfig.shieldedInstanceConfig.enableSecureBoot")
}
"""Google's client of Managed Lustre is a module that Secure Boot refuses: machines that mount one are others."""


MACHINES_OF_AWS = "aws:ec2/launchTemplate:LaunchTemplate"
"""Another version of it rolls every machine of its groups, whatever else a change of it is called."""
NO_NEW_VERSION = ("tags.",)
"""What belongs to a template and is no part of a version."""


def told(resources: Mapping[str, Registered]) -> dict[str, dict[str, Any]]:
    return {name: each.inputs for name, each in resources.items()}


def changed(cloud: str, change: str) -> dict[tuple[str, str], set[str]]:
    """Return what a change does to resources that are there: type and property, with the names of those."""
    before, after = made(cloud).own(), made(cloud, change).own()
    found: dict[tuple[str, str], set[str]] = {}
    for name in before.keys() & after.keys():
        old, new = before[name].inputs, after[name].inputs
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                found.setdefault((before[name].type, key), set()).add(name)
    return found


@CLOUDS
def test_a_plan_in_another_order_is_the_same(cloud: str) -> None:
    before, after = made(cloud), made(cloud, "reordered")
    assert told(after.resources) == told(before.resources), "inside the cluster as well"
    assert {name: each.parent for name, each in after.resources.items()} == {
        name: each.parent for name, each in before.resources.items()
    }, "another parent is another identity"


@CLOUDS
@pytest.mark.parametrize("change", ["a zone more", "a pool and a store more"])
def test_what_comes_takes_nothing_away(cloud: str, change: str) -> None:
    before, after = made(cloud).resources, made(cloud, change).resources
    assert before.keys() - after.keys() == set(), "it would be destroyed for something that is not it"
    assert after.keys() - before.keys(), "and something does come"


@CLOUDS
@pytest.mark.parametrize("change", ["a zone more", "a pool and a store more"])
def test_what_comes_changes_nothing_but_what_has_to_know_of_it(cloud: str, change: str) -> None:
    read = reading(made(cloud))
    documented = read.a_zone_more if change == "a zone more" else read.a_pool_and_a_store_more
    found = changed(cloud, change)
    assert {place: names for place, names in found.items() if place not in documented} == {}
    assert documented - found.keys() == set(), "what does not change need not be listed"


MAY_CHANGE = (
    "opened", "another owner", "another rotation", "without file systems", "a zone less", "a cluster less",
)  # fmt: skip


@CLOUDS
@pytest.mark.parametrize("change", MAY_CHANGE)
@pytest.mark.parametrize("back", [False, True], ids=["there", "and back"])
def test_what_may_change_makes_nothing_anew(cloud: str, change: str, back: bool) -> None:
    before, after = (made(cloud, each).own() for each in ((change, AS_IT_IS) if back else (AS_IT_IS, change)))
    anew = {
        (before[name].type, path_text(found.path))
        for name in before.keys() & after.keys()
        for found in changes(before[name].inputs, after[name].inputs)
        if is_replacing(before[name].type, found.path)
        and not path_text(found.path).startswith(before[name].ignores)
    }
    assert anew - WITH_A_KERNEL_MODULE == set(), (
        "who may reach the API, whose it is and what else there is, are no reasons to lose a cluster"
    )


@pytest.mark.parametrize(
    "change", ["opened", "another owner", "another rotation", "a zone more", "a cluster less"]
)
def test_what_may_change_rolls_no_machines_of_aws(change: str) -> None:
    before, after = made("aws").own(), made("aws", change).own()
    versions = {
        (name, path_text(found.path))
        for name in before.keys() & after.keys()
        if before[name].type == MACHINES_OF_AWS
        for found in changes(before[name].inputs, after[name].inputs)
        if not path_text(found.path).startswith((*before[name].ignores, *NO_NEW_VERSION))
    }
    assert versions == set(), "EKS makes every machine of a group anew for another version of its template"


@CLOUDS
def test_a_cluster_of_the_plan_that_goes_takes_no_subnet_from_the_cluster(cloud: str) -> None:
    shared = [
        name for name, each in made(cloud).own().items()
        if each.type in ("aws:eks/cluster:Cluster", "gcp:container/cluster:Cluster") or "ManagedCluster" in each.type
    ]  # fmt: skip
    before, after = made(cloud).own(), made(cloud, "a cluster less").own()
    assert shared and all(before[name].inputs == after[name].inputs for name in shared), (
        "the engine changes the cluster first, and removes the nodes that stand in a subnet last"
    )


@CLOUDS
def test_a_cloud_names_by_component_role_and_key(cloud: str) -> None:
    resources = made(cloud).resources
    for name, each in made(cloud).own().items():
        above = resources[each.parent]
        assert above.type.startswith(f"groundplan:{cloud}:"), f"{name} lies in the open"
        assert name.startswith(f"{each.parent}-"), "component, role, key"
