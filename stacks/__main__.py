"""The line: plan, topology, platform, Ray clusters, outputs. `pulumi up` runs it, with or without `groundplan`."""

from pathlib import Path

import pulumi

from components.plan.loading import PlanErrors, load_plan
from components.targets import UnknownTarget, target_module
from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve
from stacks.catalog.folder import prices_for
from stacks.cli.failures import Refused
from stacks.layers import layers_above
from stacks.program import begun, finish
from stacks.quotas import require_quota

stack, said = begun()
try:
    plan = load_plan(Path(__file__).parents[1] / said.require("plan"))
    target = target_module(plan.target)
    inventory = target.gather(stack)
    facts = inventory.facts if inventory else None
    topology = resolve(plan, facts, stack=stack, stack_id=said.get("stack-id"), **prices_for(plan.target))
    require_quota(topology)
    platform = target.provision(topology, inventory, stack)
    made = layers_above(topology, platform)
except (PlanErrors, Refused, TopologyErrors, UnknownTarget) as error:
    raise pulumi.RunError(str(error)) from error
outputs = {"plan": topology.name, "environment": topology.environment, "target": topology.target}
finish(outputs | platform.outputs() | made)
