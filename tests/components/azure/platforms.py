"""The whole line of the Azure target, from a plan with every kind of pool, against the recording engine."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi

from components.azure.platform import Asked, provision
from components.azure.settings import Settings
from components.contract import KubernetesPlatform
from components.topology.model import Topology
from tests.components.azure import recorded, stored
from tests.components.hosts.recording_engine import Registered, record

REGISTRY = (
    f"{recorded.SUBSCRIPTION}/resourceGroups/images/providers/Microsoft.ContainerRegistry/registries/images"
)
GPU = {"gpu": "8xH100"}
TRAIN = {
    "name": "train",
    "purpose": "training",
    "pools": [
        {"name": "head", "machine": {"cpu": 2, "memory": "4GiB"}, "count": 1},
        {"name": "data", "machine": {"cpu": 8, "memory": "16GiB"}, "count": "0..20", "capacity": ["spot", "on-demand"]},
        {"name": "gpu", "machine": GPU, "count": "0..4", "fabric": "rdma"},
        {
            "name": "kept", "machine": {"type": "Standard_ND96isr_H100_v5"}, "count": 2, "zone": "2",
            "capacity": ["reservation:capacity/h100", "on-demand"],
        },
    ],
}  # fmt: skip
SERVE = {
    "name": "serve",
    "purpose": "serving",
    "pools": [
        {"name": "head", "machine": {"cpu": 2, "memory": "4GiB"}, "count": 1},
        {"name": "replicas", "machine": {"gpu": "1xA100"}, "count": "1..6", "gpu_profile": "mig-1g.10gb"},
    ],
}
INFINIBAND = "rdma/hca_shared_devices_a"
SETTINGS = Settings(admin_groups=(recorded.ADMINS,), infiniband=INFINIBAND)


def topology(**changed: Any) -> Topology:
    """Return a topology with every kind of pool and store, with what the test changes."""
    return stored.topology(**{"clusters": [TRAIN, SERVE], **changed})


def line(of: Topology, said: Settings = SETTINGS) -> tuple[dict[str, Registered], dict[str, Any]]:
    """Return every resource that the target makes of a topology, and what it hands over, resolved."""
    handed: list[KubernetesPlatform] = []

    def program() -> Any:
        platform = provision(of, Asked(settings=said), "local")
        handed.append(platform)
        platform.inside(pulumi.ResourceOptions())
        return {
            "kubeconfig": platform.kubeconfig, "identity": platform.identity,
            "models": platform.buckets["models"].uri, "serving": platform.account_annotations["serve"],
        }  # fmt: skip

    resources, outputs = record(program, answers=recorded.Answers())
    return resources, {**outputs, "platform": handed[0]}


@cache
def small(
    zones: int = 2, *, allowed: tuple[str, ...] = (), key: str = "customer", protected: bool = False
) -> Any:
    """Return the line of the plan on so many zones, open to `allowed`."""
    network = {"cidr": "10.20.0.0/16", "zones": zones, "allowed_cidrs": list(allowed)}
    made = topology(network=network, encryption={"key": key})
    return line(replace(made, deletion_protection=True) if protected else made)


def made(**how: Any) -> dict[str, Registered]:
    """Return the resources of the small line."""
    resources: dict[str, Registered] = small(**how)[0]
    return resources
