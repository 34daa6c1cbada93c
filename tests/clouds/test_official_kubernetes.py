"""What a cloud's plan declares inside its cluster is what the official provider's own SDK for Kubernetes declares."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime import mocks as engine_mocks
from pulumi.runtime import set_all_config

from components.plan.loading import load_plan
from components.targets import target_module
from components.topology.resolve import resolve
from stacks.layers import layers_above
from tests.components.hosts.recording_engine import record
from tests.components.official_sdk import DEFINITION, official_faults
from tests.judges.declared import CONFIGURATION, STACK, SimulatedAnswers, whole
from tests.stacks.declared_on_kubernetes import Outputs

PLANS = Path(__file__).parents[2] / "stacks" / "plans"
ALLOWED = {"groundplan:allow-unpinned-images": "true"}


class Answers(SimulatedAnswers):
    """Answers for the clouds as these do, and for the dynamic providers above them as they do themselves."""

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        own = args.typ.startswith("pulumi-python:")
        return Outputs().new_resource(args) if own else super().new_resource(args)


def inside(plan: Path) -> Mapping[str, tuple[str, Any]]:
    """Return the token and the inputs of what a plan declares by the provider of its cluster, by name.

    The definitions of operators' kinds are left out: they are the same files on every target.
    """

    def program() -> Any:
        topology = resolve(load_plan(plan), None, stack=STACK)
        target = target_module(topology.target)
        platform = target.provision(topology, target.gather(STACK), STACK)
        return layers_above(topology, platform)["stores"]

    set_all_config({**CONFIGURATION, **ALLOWED})
    try:
        made, _ = record(program, stack=STACK, answers=Answers())
    finally:
        set_all_config({})
    ours = {name: each for name, each in made.items() if each.type.startswith("kubernetes:")}
    ours = {name: each for name, each in ours.items() if each.type != DEFINITION}
    return {name: (each.type, whole(each.inputs)) for name, each in ours.items()}


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
@pytest.mark.parametrize("size", ["small", "large"])
def test_every_object_inside_a_cluster_is_what_the_official_sdk_declares(cloud: str, size: str) -> None:
    declared = inside(PLANS / f"{cloud}-{size}.yaml")
    assert len(declared) > 100, "those of the target, of services and of Ray"
    assert {name: faults for name, one in declared.items() if (faults := official_faults(*one))} == {}
