"""The version of Kubernetes is one word of the stack's on every cloud, for machines too; others are refused."""

from collections.abc import Mapping
from functools import cache

import pytest
from pulumi.runtime import set_all_config

from components.targets import target_module
from components.topology.cluster_version import ON_CLOUDS, SUPPORTED
from components.topology.errors import TopologyErrors
from stacks.offline.simulated_clouds.replacing import is_replacing, may_replace
from stacks.offline.simulated_kubernetes.difference import changes
from tests.clouds import one_plan
from tests.clouds.provisioned import ANSWERS, SAID, STACK, Made, provisioned
from tests.clouds.reading import at
from tests.components.hosts.recording_engine import Registered, record

VERSIONS: Mapping[str, str] = {
    "eks/cluster:Cluster": "version",
    "containerservice:ManagedCluster": "kubernetesVersion",
    "container/cluster:Cluster": "minMasterVersion",
}
"""End of the type of a cluster -> its property."""
OF_POOLS: Mapping[str, tuple[str, str]] = {
    "aws": ("eks/nodeGroup:NodeGroup", "version"),
    "azure": ("containerservice:AgentPool", "orchestratorVersion"),
}
"""Cloud -> end of the type of its pools, and the property by which they are told a version. Google moves its own: a
version beside automatic upgrades, which a channel demands, would move them back ("fight", google_container_node_pool).
"""
NEWEST = SUPPORTED[-1]
EVERY_CLOUD = pytest.mark.parametrize("target", one_plan.CLOUDS)


def made(target: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Return the version of the cluster that is made, and the one that is handed over to what runs in it."""
    handed: list[str] = []

    def program() -> None:
        module = target_module(target)
        topology = one_plan.topology(target, one_plan.AS_IT_IS)
        handed.append(module.provision(topology, module.gather(STACK), STACK).version)

    set_all_config({**SAID[target], **said})
    try:
        resources, _ = record(program, STACK, ANSWERS[target]())
    finally:
        set_all_config({})
    (told,) = (
        each.inputs[version]
        for each in resources.values()
        for kind, version in VERSIONS.items()
        if each.type.endswith(kind)
    )
    return told, handed[0]


@EVERY_CLOUD
def test_a_stack_that_says_none_gets_the_usual_one(target: str) -> None:
    assert made(target, {}) == (ON_CLOUDS, f"v{ON_CLOUDS}")


@EVERY_CLOUD
def test_a_stack_says_it_in_one_word(target: str) -> None:
    (other,) = {SUPPORTED[-1]} - {ON_CLOUDS}
    assert made(target, {"groundplan:kubernetes-version": other}) == (other, f"v{other}"), (
        "what runs in the cluster is made for that version too"
    )


@EVERY_CLOUD
def test_a_version_that_no_cloud_has_is_refused_before_anything_is_made(target: str) -> None:
    with pytest.raises(TopologyErrors, match=r"^groundplan:kubernetes-version: .*'1\.20'; it is one of"):
        made(target, {"groundplan:kubernetes-version": "1.20"})


@cache
def whole(target: str, version: str) -> Made:
    """Return everything that is made where a stack says a version."""
    return provisioned(one_plan.topology(target), {**SAID[target], "groundplan:kubernetes-version": version})


def above(made: Made, name: str) -> set[str]:
    """Return what is there before a resource is made or changed."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = made.resources.get(waiting.pop())
        new = (each.depends_on if each else frozenset()) - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("target", OF_POOLS)
def test_machines_get_the_version_of_the_control_plane_and_after_it(target: str) -> None:
    kind, told = OF_POOLS[target]
    made = whole(target, NEWEST)
    pools = made.of_type(kind)
    assert pools
    for name, each in pools.items():
        assert each.inputs[told] == NEWEST, f"{name} would keep the version of its first day"
        assert "cluster-control-plane" in above(made, name), f"{name} would be newer than its control plane"


def test_google_moves_machines_itself_as_its_channel_demands() -> None:
    made = whole("gcp", NEWEST)
    (cluster,) = made.of_type("container/cluster:Cluster").values()
    assert at(cluster.inputs, "releaseChannel.channel") == "REGULAR"
    for name, each in made.of_type("container/nodePool:NodePool").items():
        assert at(each.inputs, "management.autoUpgrade") is True, f"{name} would keep its version"
        assert "version" not in each.inputs, f"{name} would be moved back by every up"


def changed(old: Registered, new: Registered) -> list[tuple[str | int, ...]]:
    return [each.path for each in changes(old.inputs, new.inputs)]


@EVERY_CLOUD
def test_another_version_replaces_nothing_and_leaves_no_doubt(target: str) -> None:
    before, after = whole(target, ON_CLOUDS), whole(target, NEWEST)
    assert before.own().keys() == after.own().keys(), "pools are the same ones"
    moved = {name: changed(each, after.own()[name]) for name, each in before.own().items()}
    assert any(moved.values())
    for name, paths in moved.items():
        kind = before.resources[name].type
        assert not [path for path in paths if is_replacing(kind, path)], f"{name} would be made anew"
        assert may_replace(kind, paths) == [], f"a preview would say that {name} may be made anew"
