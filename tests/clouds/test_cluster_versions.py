"""The version of Kubernetes is one word of the stack's on every cloud, and one that no cloud has is refused."""

from collections.abc import Mapping

import pytest
from pulumi.runtime import set_all_config

from components.targets import target_module
from components.topology.cluster_version import ON_CLOUDS, SUPPORTED
from components.topology.errors import TopologyErrors
from tests.clouds import one_plan
from tests.clouds.provisioned import ANSWERS, SAID, STACK
from tests.components.hosts.recording_engine import record

VERSIONS: Mapping[str, str] = {
    "eks/cluster:Cluster": "version",
    "containerservice:ManagedCluster": "kubernetesVersion",
    "container/cluster:Cluster": "minMasterVersion",
}
"""End of the type of a cluster -> its property."""
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
