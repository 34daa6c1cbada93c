"""One plan for every cloud: the same text but for `target`, `location` and RDMA, and changes that tests make of it."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from components.catalog.loading import load_catalog
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.topology import plans

LOCATIONS = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}
CLOUDS = tuple(LOCATIONS)
WITHOUT_RDMA = ("gcp",)
"""Those whose machines of the plan have none: Google Cloud's 8xH100."""
CATALOG = load_catalog()
MADE_BY = {"groundplan-stack": "ada-laptop-production"}
ALLOWED = ("198.51.100.0/24", "203.0.113.7/32")

PLAN: dict[str, Any] = {
    "name": "atlas",
    "environment": "production",
    "owner": "ml-platform@example.com",
    "network": {"cidr": "10.20.0.0/16", "zones": 2},
    "encryption": {"key": "customer", "rotation": "90d"},
    "runtime": {"image": f"registry.example.com/groundplan@sha256:{plans.DIGEST}"},
    "storage": [
        {"name": "datasets", "holds": "datasets", "size": "20TiB"},
        {"name": "checkpoints", "holds": "checkpoints", "size": "5TiB", "keep": "90d"},
        {"name": "registry", "holds": "registry", "size": "500GiB"},
        {"name": "models", "holds": "models", "size": "1TiB", "versions": 50},
        {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "4800GiB"},
        {"name": "fast", "holds": "scratch", "kind": "filesystem", "size": "4800GiB", "throughput": "4GiB/s"},
    ],
    "clusters": [
        {"name": "train", "purpose": "training", "pools": [
            {"name": "head", "machine": {"cpu": 8, "memory": "32GiB"}, "count": 1},
            {"name": "data", "machine": {"cpu": 16, "memory": "64GiB"}, "count": "0..20",
             "capacity": ["spot", "on-demand"]},
            {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": "1..8", "fabric": "rdma"},
        ]},
        {"name": "serve", "purpose": "serving", "pools": [
            {"name": "head", "machine": {"cpu": 4, "memory": "16GiB"}, "count": 1},
            {"name": "replicas", "machine": {"cpu": 16, "memory": "64GiB"}, "count": "3..12"},
        ]},
    ],
}  # fmt: skip


def _opened_in_development(plan: dict[str, Any]) -> None:
    plan["environment"] = "development"
    plan["network"]["allowed_cidrs"] = list(ALLOWED)


def _reordered(plan: dict[str, Any]) -> None:
    plan["storage"].reverse()
    plan["clusters"].reverse()
    for cluster in plan["clusters"]:
        cluster["pools"].reverse()


def _a_zone_more(plan: dict[str, Any]) -> None:
    plan["network"]["zones"] += 1


def _a_zone_less(plan: dict[str, Any]) -> None:
    plan["network"]["zones"] -= 1


def _a_cluster_less(plan: dict[str, Any]) -> None:
    del plan["clusters"][1]


def _a_pool_and_a_store_more(plan: dict[str, Any]) -> None:
    plan["clusters"][0]["pools"].append(
        {"name": "checks", "machine": {"cpu": 8, "memory": "32GiB"}, "count": "0..2"}
    )
    plan["storage"].append({"name": "archive", "holds": "datasets", "size": "1TiB"})


def _opened(plan: dict[str, Any]) -> None:
    plan["network"]["allowed_cidrs"] = list(ALLOWED)


def _another_owner(plan: dict[str, Any]) -> None:
    plan["owner"] = "platform@example.com"


def _another_rotation(plan: dict[str, Any]) -> None:
    plan["encryption"]["rotation"] = "180d"


def _without_file_systems(plan: dict[str, Any]) -> None:
    plan["storage"] = [store for store in plan["storage"] if store.get("kind") != "filesystem"]


def _models_on_a_file_system(plan: dict[str, Any]) -> None:
    kept = [store for store in plan["storage"] if store["holds"] != "models"]
    plan["storage"] = [*kept, {"name": "models", "holds": "models", "kind": "filesystem", "size": "1TiB"}]


def _placed(plan: dict[str, Any]) -> None:
    """Separate placement from the fabric: a group on ethernet, and RDMA without one."""
    (_, data, gpu), (_, replicas) = (cluster["pools"] for cluster in plan["clusters"])
    data["placement"], gpu["placement"] = "together", "anywhere"
    if plan["target"] == "aws":
        replicas["placement"] = "spread"


AS_IT_IS = "as it is"
CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    AS_IT_IS: lambda plan: None,
    "opened, in development": _opened_in_development,
    "opened": _opened,
    "another owner": _another_owner,
    "another rotation": _another_rotation,
    "without file systems": _without_file_systems,
    "reordered": _reordered,
    "a zone more": _a_zone_more,
    "a zone less": _a_zone_less,
    "a cluster less": _a_cluster_less,
    "a pool and a store more": _a_pool_and_a_store_more,
    "models on a file system": _models_on_a_file_system,
    "placed": _placed,
}
"""What a test calls a change -> the change."""


def topology(target: str, change: str = AS_IT_IS) -> Topology:
    """Return the topology of the plan on a cloud, after a change."""
    document = {**copy.deepcopy(PLAN), "target": target, "location": LOCATIONS[target]}
    if target in WITHOUT_RDMA:
        del document["clusters"][0]["pools"][2]["fabric"]
    CHANGES[change](document)
    return replace(resolve(Plan.model_validate(document), None, catalog=CATALOG), made_by=MADE_BY)
