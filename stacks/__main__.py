"""The line: plan, topology, platform, Ray clusters, outputs. `pulumi up` runs it, with or without `groundplan`."""

from pathlib import Path

import pulumi

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan
from components.ray.on_hosts import ClusterOnHosts, ClusterOnHostsArgs
from components.targets import target_module
from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve

stack = pulumi.get_stack()
try:
    plan = load_plan(Path(__file__).parents[1] / pulumi.Config("groundplan").require("plan"))
    target = target_module(plan.target)
    inventory = target.gather(stack)
    topology = resolve(plan, inventory.facts)
except (PlanErrors, TopologyErrors) as error:
    raise pulumi.RunError(str(error)) from error
platform = target.provision(topology, inventory, stack)
made = [
    ClusterOnHosts(each.name, ClusterOnHostsArgs(cluster=each, platform=platform))
    for each in topology.clusters
]
outputs = {"plan": topology.name, "environment": topology.environment, "target": topology.target}
for name, value in {
    **outputs,
    **platform.outputs(),
    "clusters": [cluster.output() for cluster in made],
}.items():
    pulumi.export(name, value)
