"""What the example plans declare, as a pack meets it: captured from the program itself, with every value known."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pulumi.runtime import set_all_config
from pulumi_policy.proxy import unknown_checking_proxy

from policies.judge.resource import Resource, Stack
from tests.components.hosts.recording_engine import Registered, record
from tests.judges.declared import CONFIGURATION, STACK, ReferencesEngine, program, whole

PLANS = Path(__file__).parents[2] / "stacks" / "plans"
CLOUD_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    cloud: (f"{cloud}-small", f"{cloud}-large") for cloud in ("aws", "azure", "gcp")
}


@cache
def of_a_cloud(example: str) -> Stack:
    """Return what an example plan declares at its cloud; what lies inside the cluster is `on_kubernetes`."""
    return of_a_plan(PLANS / f"{example}.yaml")


def of_a_plan(plan: Path) -> Stack:
    """Return what a plan declares at its cloud."""
    engine = ReferencesEngine()
    set_all_config(CONFIGURATION)
    try:
        made, _ = record(lambda: program(plan), stack=STACK, engine=engine)
    finally:
        set_all_config({})
    return stack_of(made, engine.refers_to)


@cache
def on_kubernetes() -> Stack:
    """Return what the example plan for Kubernetes declares in its cluster."""
    from tests.stacks.declared_on_kubernetes import example, registered_of

    return stack_of(registered_of(example()), {})


@cache
def of_this_machine(encrypted_device: str | None = None) -> Stack:
    """Return what the example plan for this machine declares on it, with its clusters."""
    from tests.policies.security.test_hosts import INVENTORY, made_by_our_components

    inventory = replace(INVENTORY, device_encryption=encrypted_device) if encrypted_device else INVENTORY
    inventory = replace(inventory, gocryptfs=None) if encrypted_device else inventory
    made = made_by_our_components(inventory, encrypted_device or "gocryptfs").resources
    return in_order(replace(each, value=unknown_checking_proxy(whole(plain(each.value)))) for each in made)


def stack_of(made: Mapping[str, Registered], refers_to: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Stack:
    """Return the resources that were registered as the SDK hands them to a stack rule, in the order of their URNs."""
    urns = {name: urn_of(each.type, name) for name, each in made.items()}
    return in_order(
        Resource(
            each.type,
            name,
            urns[name],
            unknown_checking_proxy(whole(each.inputs)),
            protect=each.protect,
            refers_to={
                key: tuple(urns[other] for other in names if other in urns)
                for key, names in refers_to.get(name, {}).items()
            },
        )
        for name, each in made.items()
    )


def in_order(resources: Any) -> Stack:
    """Return a stack of resources in the order of their URNs."""
    return Stack(tuple(sorted(resources, key=lambda each: each.urn)))


def urn_of(token: str, name: str) -> str:
    """Return the URN of a captured resource."""
    return f"urn:pulumi:captured::groundplan::{token}::{name}"


def plain(value: Any) -> Any:
    """Return what a request holds as Python's own mappings and lists, to be changed."""
    return json.loads(json.dumps(value, default=_built_in))


def _built_in(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)
