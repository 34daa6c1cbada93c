"""The line: plan, topology, platform, Ray clusters, outputs. `pulumi up` runs it, with or without `groundplan`."""

from pathlib import Path

import pulumi

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan
from components.ray.on_hosts import clusters_on_hosts
from components.targets import target_module
from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve

stack = pulumi.get_stack()
try:
    plan = load_plan(Path(__file__).parents[1] / pulumi.Config("groundplan").require("plan"))
    target = target_module(plan.target)
    inventory = target.gather(stack)
    topology = resolve(plan, inventory.facts, stack=stack)
except (PlanErrors, TopologyErrors) as error:
    raise pulumi.RunError(str(error)) from error
platform = target.provision(topology, inventory, stack)
outputs = {"plan": topology.name, "environment": topology.environment, "target": topology.target}
outputs |= platform.outputs() | {"clusters": clusters_on_hosts(topology.clusters, platform)}
for name, value in outputs.items():
    pulumi.export(name, value)
