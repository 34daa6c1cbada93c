"""The pack judges what our components really make: their types, their property names, and nothing alarms."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components.hosts import resources as hosts_resources
from components.hosts.inventory import Inventory
from components.hosts.platform import provision
from components.plan.loading import load_plan
from components.ray.on_hosts import ClusterOnHosts, ClusterOnHostsArgs
from components.topology.facts import HostFacts
from components.topology.resolve import resolve
from policies.judge.judging import Judge, Verdict
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule
from policies.security import hosts
from policies.security.__main__ import RULES
from tests.policies.conftest import PROJECT

PLAN = PROJECT / "stacks" / "plans" / "local-small.yaml"
GIB = 2**30
INVENTORY = Inventory(
    facts=HostFacts(
        cpus=8,
        memory_bytes=64 * GIB,
        available_memory_bytes=64 * GIB,
        free_disk_bytes=1024 * GIB,
        gpus=(),
    ),
    folder=Path("/state/stacks/simulated"),
    isolation={"mode": "namespaces", "reason": "simulated"},
    accelerator_devices=(),
    device_encryption=None,
    gocryptfs="/usr/bin/gocryptfs",
    fuse_problem=None,
)


class SimulatedEngine(mocks.Mocks):
    """Keeps what it is asked to create, and answers with the outputs that the hosts would find."""

    def __init__(self, evidence: str) -> None:
        self.made: list[Resource] = []
        self._evidence = evidence

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Keep the resource; its id is its name."""
        found = {"value": f"simulated-value-of-{args.name}", "incarnation": "simulated", "state": "running"}
        outputs = {**args.inputs, **found, "evidence": self._evidence}
        self.made.append(Resource(args.typ, args.name, f"urn:{args.name}", outputs))
        return args.name, outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: our components call nothing."""
        raise AssertionError(f"unexpected call of {args.token}")


def made_by_our_components(inventory: Inventory, evidence: str) -> Stack:
    """Return the resources of the smallest plan on a simulated engine."""
    engine = SimulatedEngine(evidence)
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    mocks.set_mocks(engine, preview=False)

    @pulumi.runtime.test
    def program() -> None:
        topology = resolve(load_plan(PLAN), inventory.facts)
        platform = provision(topology, inventory, "simulated")
        for cluster in topology.clusters:
            ClusterOnHosts(cluster.name, ClusterOnHostsArgs(cluster=cluster, platform=platform))

    program()
    return Stack(tuple(sorted(engine.made, key=lambda resource: resource.urn)))


def verdicts(stack: Stack) -> list[Verdict]:
    """Judge the stack with every rule of the pack."""
    judge = Judge()
    on_resources = [
        judge.resource(rule, resource)
        for rule in RULES
        if isinstance(rule, ResourceRule)
        for resource in stack.resources
    ]
    return on_resources + [judge.stack(rule, stack) for rule in RULES if isinstance(rule, StackRule)]


@pytest.mark.parametrize(
    ("inventory", "evidence"),
    [
        pytest.param(INVENTORY, "gocryptfs", id="gocryptfs"),
        pytest.param(
            replace(INVENTORY, gocryptfs=None, device_encryption="dm-crypt on dm-0"),
            "dm-crypt on dm-0",
            id="encrypted-device",
        ),
    ],
)
def test_what_our_components_make_breaks_no_rule(inventory: Inventory, evidence: str) -> None:
    stack = made_by_our_components(inventory, evidence)
    for type_token in (hosts.VOLUME, hosts.SANDBOX, hosts.RAYLET, hosts.FORWARD):
        assert stack.of_type(type_token), f"nothing of type {type_token} was made, so that no rule judged any"
    assert set(verdicts(stack)) == {Verdict()}, "a renamed property, a broken promise or a false alarm"


@pytest.mark.parametrize(
    ("type_token", "made_by"),
    [
        (hosts.FORWARD, hosts_resources.Forward),
        (hosts.RAYLET, hosts_resources.Raylet),
        (hosts.SANDBOX, hosts_resources.Sandbox),
        (hosts.VOLUME, hosts_resources.Volume),
    ],
)
def test_type_tokens_are_those_of_our_components(type_token: str, made_by: type) -> None:
    assert type_token == f"pulumi-python:{made_by._resource_type_name}", (
        "a rule about a type that nobody makes judges nothing"
    )
