"""Sound plans as documents, and what a change at one path makes of them; each is loaded as a user's file is."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from components.plan.errors import Path
from components.plan.loading import load_plan
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.resolve import resolve

GONE = object()
"""Stands for a key that is taken away."""
IMAGE = "registry.example.com/groundplan@sha256:" + "01234567" * 8
HEAD = {"name": "head", "machine": {"cpu": 4, "memory": "16GiB"}, "count": 1}


STORAGE = [
    {"name": "datasets", "holds": "datasets", "size": "20TiB"},
    {"name": "checkpoints", "holds": "checkpoints", "size": "5TiB", "keep": "90d"},
    {"name": "registry", "holds": "registry", "size": "500GiB"},
    {"name": "models", "holds": "models", "size": "1TiB", "versions": 50},
    {"name": "scratch", "holds": "scratch", "size": "4800GiB", "keep": "14d"},
]
TRAIN = [
    HEAD,
    {"name": "data", "machine": {"cpu": 16, "memory": "64GiB"}, "count": "0..20"},
    {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": "1..8"},
]
SERVE = [HEAD, {"name": "replicas", "machine": {"cpu": 16, "memory": "64GiB"}, "count": "3..12"}]
DEMAND = {"parameters": "7B", "tokens": "300B", "deadline": "21d"}


def production() -> dict[str, Any]:
    """Return a sound plan of production on a cloud: training with CPUs and GPUs, and serving."""
    return {
        "name": "atlas",
        "target": "aws",
        "location": "us-east-1",
        "environment": "production",
        "owner": "ml-platform@example.com",
        "network": {"cidr": "10.20.0.0/16", "zones": 3, "allowed_cidrs": ["203.0.113.0/24"]},
        "encryption": {"key": "customer", "rotation": "365d"},
        "runtime": {"image": IMAGE},
        "storage": STORAGE,
        "queues": [{"name": "research", "cpu": 512, "memory": "4TiB"}],
        "clusters": [
            {"name": "train", "purpose": "training", "queue": "research", "pools": TRAIN},
            {"name": "serve", "purpose": "serving", "pools": SERVE},
        ],
        "workloads": [{"name": "pretrain", "cluster": "train", "train": DEMAND}],
        "budget": {"monthly": "1000000 USD"},
    }


def without_budget() -> dict[str, Any]:
    """Return the same without a budget, so that fixed ceilings hold; production has to have one."""
    return changed(production(), {("budget",): GONE, ("environment",): "staging"})


def development() -> dict[str, Any]:
    """Return the same in development: its GPUs come and go."""
    return changed(
        production(), {("environment",): "development", ("clusters", 0, "pools", 2, "count"): "0..8"}
    )


def on_a_cluster_that_exists() -> dict[str, Any]:
    """Return a sound plan on Kubernetes, with one node for each machine."""
    stores = [
        {"name": holds, "holds": holds, "kind": "filesystem", "size": "50GiB"}
        for holds in ("checkpoints", "registry", "models")
    ]
    pool = {"name": "data", "machine": {"cpu": 8, "memory": "32GiB"}, "count": 1}
    return {
        "name": "atlas",
        "target": "kubernetes",
        "owner": "ml-platform@example.com",
        "runtime": {"image": IMAGE},
        "storage": stores,
        "inventory": [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/data", "nodes": ["cpu-2"]}],
        "clusters": [{"name": "train", "purpose": "training", "pools": [HEAD, pool]}],
    }


SOUND: Mapping[str, Callable[[], dict[str, Any]]] = {
    made.__name__: made for made in (production, without_budget, development, on_a_cluster_that_exists)
}


@dataclass(frozen=True)
class Breach:
    """What is changed in a sound plan, and where and in which words the rule has to report it."""

    changes: Mapping[Path, Any]
    at: Path
    says: str
    of: Callable[[], dict[str, Any]] = field(default=production)


def changed(document: dict[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a copy of a document with other values at some paths; a list grows by a path to its end."""
    copy = json.loads(json.dumps(document))
    for path, value in changes.items():
        *parents, last = path
        inner: Any = copy
        for part in parents:
            inner = inner[part] if isinstance(part, int) else inner.setdefault(part, {})
        if value is GONE:
            del inner[last]
        elif isinstance(last, int):
            inner[last : last + 1] = [value]
        else:
            inner[last] = value
    return copy


def loaded(document: dict[str, Any], folder: FilePath) -> Plan:
    """Return the plan of a document through a file, so that all of its own validation has passed."""
    file = folder / "plan.yaml"
    file.write_text(json.dumps(document), encoding="utf-8")
    return load_plan(file)


def decided(plan: Plan) -> Topology:
    """Return the topology of a plan, with this repository's catalog, without asking anything."""
    return resolve(plan, None)
