"""What a plan declares at its cloud, resource by resource, as the provider is asked for it; no engine runs.

The program of the target runs against the recording engine, whose answers are those of the simulated clouds: so every
input is known, also where it comes from another resource. What lies inside the cluster is left out: that is the same
on every platform, and `tests/bench/kubernetes_checks.py` judges it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks as engine_mocks
from pulumi.runtime import set_all_config

from components.plan.loading import load_plan
from components.targets import target_module
from components.topology.resolve import resolve
from stacks.offline.simulated_clouds.inventing import id_of, outputs
from stacks.offline.simulated_clouds.invokes import REGIONS, answer
from stacks.offline.simulated_clouds.sdk import PACKAGES, declared
from stacks.offline.throw_away import SETTINGS
from tests.components.hosts.recording_engine import RecordingEngine, record
from tests.judges.resource import Declared

STACK = "local"
OF_AZURE = "groundplan:azure"
CONFIGURATION = {
    **SETTINGS,
    OF_AZURE: json.dumps({**json.loads(SETTINGS[OF_AZURE]), "infiniband": "rdma/hca_shared_devices_a"}),
}
"""That of `preview --offline`, and what the large plan for Azure needs besides: what pods ask InfiniBand by."""


class SimulatedAnswers(engine_mocks.Mocks):
    """Answers as the simulated clouds do."""

    def call(self, args: engine_mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """Answer a question of the program."""
        return answer(args.token, args.args, REGIONS.get(_package(args.token), ""))

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource of a cloud; others have none of their own."""
        if _package(args.typ) not in PACKAGES:
            return args.name, args.inputs
        of, urn = declared(args.typ), f"::{args.name}"
        return id_of(args.typ, urn, args.inputs), outputs(args.typ, urn, args.inputs, of)


class ReferencesEngine(RecordingEngine):
    """Remembers besides from which resources the value of a property comes."""

    def __init__(self) -> None:
        super().__init__(SimulatedAnswers())
        self.refers_to: dict[str, dict[str, tuple[str, ...]]] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the engine's own interface
        """Remember one resource."""
        self.refers_to[request.name] = {
            key: tuple(sorted({urn.rpartition("::")[2] for urn in of.urns}))
            for key, of in request.propertyDependencies.items()
            if of.urns
        }
        return super().RegisterResource(request)


def declared_by(plan: Path) -> tuple[Declared, ...]:
    """Return what a plan declares at its cloud, in the order in which it was asked for."""
    engine = ReferencesEngine()
    set_all_config(CONFIGURATION)
    try:
        made, _ = record(lambda: program(plan), stack=STACK, engine=engine)
    finally:
        set_all_config({})
    there = {name for name, each in made.items() if _package(each.type) in PACKAGES}
    return tuple(
        Declared(
            token=each.type,
            name=name,
            inputs=whole(each.inputs),
            refers_to={
                key: found
                for key, names in sorted(engine.refers_to[name].items())
                if (found := tuple(other for other in names if other in there))
            },
        )
        for name, each in made.items()
        if name in there
    )


def whole(value: Any) -> Any:
    """Return a value with whole numbers as such: on the wire every number is a float.

    >>> whole({"days": [1.0, 0.5], "is": True})
    {'days': [1, 0.5], 'is': True}
    """
    if isinstance(value, Mapping):
        return {key: whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def program(file: Path) -> list[pulumi.Input[Any]]:
    """Make everything of a plan at its cloud, as `stacks/__main__.py` does; no cloud has facts that are asked first."""
    plan = load_plan(file)
    target = target_module(plan.target)
    asked = target.gather(STACK)
    topology = resolve(plan, None, stack=STACK)
    platform = target.provision(topology, asked, STACK)
    inside = platform.inside(pulumi.ResourceOptions())
    return [platform.kubeconfig, *(each.urn for each in inside)]


def _package(token: str) -> str:
    return token.partition(":")[0]
