"""The one plan, provisioned on each cloud by the target itself, against the recording engine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pulumi
from pulumi.runtime import mocks as engine_mocks
from pulumi.runtime import set_all_config

from components.targets import target_module
from components.topology.model import Topology
from tests.clouds import one_plan
from tests.components.aws import recorded as aws
from tests.components.azure import recorded as azure
from tests.components.gcp import recorded as gcp
from tests.components.hosts.recording_engine import Registered, record

STACK = "production"


class OfAws(aws.Answers):
    """Answers as AWS does, with the names that AWS draws for roles: by them policies of AWS are attached."""

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        own, found = super().new_resource(args)
        named = {"name": f"name-of-{args.name}"} if args.typ == "aws:iam/role:Role" else {}
        return own, {**found, **named}


ANSWERS: Mapping[str, type[engine_mocks.Mocks]] = {
    "aws": OfAws,
    "azure": azure.Answers,
    "gcp": gcp.Answers,
}
SAID: Mapping[str, Mapping[str, str]] = {
    "aws": {},
    "azure": {
        "groundplan:azure": json.dumps(
            {"admin-groups": [azure.ADMINS], "infiniband": "rdma/hca_shared_devices_a"}
        )
    },
    "gcp": {"gcp:project": gcp.PROJECT},
}
"""What the configuration of a stack says of the account: what a cloud cannot do without."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made of a topology: resources by name, and of what was handed over what a promise is about."""

    topology: Topology
    resources: Mapping[str, Registered]
    kubeconfig: Mapping[str, Any]
    disks: Mapping[str, Any]
    """What the class of the pods' own disks is told."""
    pulls_images_early: bool = False
    """Whether services are to pull images onto machines with GPUs."""

    def of_type(self, *kinds: str) -> dict[str, Registered]:
        """Return the resources of types, told by their ends, such as "s3/bucket:Bucket"."""
        return {name: each for name, each in self.resources.items() if each.type.endswith(kinds)}

    def own(self) -> dict[str, Registered]:
        """Return the resources of the provider: no components, and nothing inside the cluster."""
        packages = ("aws:", "azure-native:", "gcp:")
        return {name: each for name, each in self.resources.items() if each.type.startswith(packages)}


@cache
def made(target: str, change: str = one_plan.AS_IT_IS) -> Made:
    """Return what a cloud is told of the plan after a change; each is made once."""
    return provisioned(one_plan.topology(target, change), SAID[target])


def provisioned(topology: Topology, said: Mapping[str, str]) -> Made:
    """Return what a cloud is told of a topology; `said` is the configuration of the stack."""

    def program() -> Any:
        module = target_module(topology.target)
        platform = module.provision(topology, module.gather(STACK), STACK)
        platform.inside(pulumi.ResourceOptions())
        return {
            "kubeconfig": platform.kubeconfig,
            "disks": platform.storage.parameters if platform.storage else {},
            "early": platform.pulls_images_early,
        }

    set_all_config(dict(said))
    try:
        resources, told = record(program, STACK, ANSWERS[topology.target]())
    finally:
        set_all_config({})
    return Made(
        topology=topology,
        resources=resources,
        kubeconfig=json.loads(told["kubeconfig"]),
        disks=told["disks"],
        pulls_images_early=told["early"],
    )
