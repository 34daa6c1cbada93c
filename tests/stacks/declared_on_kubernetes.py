"""Everything that a plan declares on a simulated cluster, as the engine would hear of it; nothing is made."""

import functools
import json
from typing import Any

from pulumi.runtime import mocks, set_all_config

from components.kubernetes import pools
from components.passwords import PasswordProvider
from components.plan.loading import load_plan
from components.ray.providers import AuthorityProvider
from components.services.registry.providers import RegistryAuthorityProvider
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.layers import layers_above
from stacks.paths import PROJECT_ROOT
from tests.components.hosts import recording_engine
from tests.components.hosts.recording_engine import Registered, record
from tests.components.services.isolation.topologies import platform
from tests.components.topology.cluster_nodes import six_nodes

EXAMPLE = PROJECT_ROOT / "stacks" / "plans" / "kubernetes-small.yaml"
STACK_ID = "team-ada"
CONFIGURATION = {
    "groundplan:allow-unpinned-images": "true",
    "groundplan:endpoint-ranges": json.dumps({"datasets": ["203.0.113.10/32"]}),
    "groundplan:access-keys": json.dumps({"datasets": {"read": {"id": "reader", "secret": "simulated"}}}),
}


def example(stack_id: str | None = STACK_ID) -> Topology:
    """Return the topology of the example plan on the six nodes that it names."""
    return resolve(load_plan(EXAMPLE), six_nodes(), stack_id=stack_id)


class Outputs(recording_engine.Outputs):
    """What dynamic providers make, they make."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        made = {
            "groundplan:Password": PasswordProvider,
            "ray:Authority": AuthorityProvider,
            "registry:Authority": RegistryAuthorityProvider,
        }
        for token, provider in made.items():
            if args.typ.endswith(token):
                return args.name, provider().create(dict(args.inputs)).outs or {}
        return args.name, dict(args.inputs)


@functools.cache
def manifests_of_example(stack_id: str | None = STACK_ID) -> tuple[dict[str, Any], ...]:
    """Return every object that the example plan declares, read once for all tests, none of which may change it."""
    return tuple(manifests_of(example(stack_id)))


def manifests_of(topology: Topology, **changed: Any) -> list[dict[str, Any]]:
    """Return every Kubernetes object that a plan declares; `changed` is what the cluster hands over otherwise."""
    found = registered_of(topology, **changed).values()
    return [each.inputs for each in found if "apiVersion" in each.inputs and "kind" in each.inputs]


def registered_of(topology: Topology, **changed: Any) -> dict[str, Registered]:
    """Return everything that a plan declares above its platform, by name."""
    set_all_config(CONFIGURATION, ["groundplan:access-keys"])
    on = platform(placements=pools.placements(topology), own_class=f"{topology.name}-clusters", **changed)
    try:
        found, _ = record(lambda: layers_above(topology, on)["stores"], answers=Outputs())
    finally:
        set_all_config({})
    return found
