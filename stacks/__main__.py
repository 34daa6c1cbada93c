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
clusters = [
    ClusterOnHosts(each.name, ClusterOnHostsArgs(cluster=each, platform=platform))
    for each in topology.clusters
]
pulumi.export("target", plan.target)
pulumi.export("isolation", platform.isolation)
pulumi.export("clusters", [cluster.output() for cluster in clusters])
pulumi.export("stores", platform.stores)
pulumi.export("registry", platform.registry)
