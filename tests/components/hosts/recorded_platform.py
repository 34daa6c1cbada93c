"""The line from a plan to its clusters, run against the recording engine on a large machine."""

from pathlib import Path
from typing import Any

from components.hosts import platform
from components.hosts.inventory import Inventory
from components.plan.model import Plan
from components.ray.on_hosts import clusters_on_hosts
from components.topology.resolve import resolve
from tests.components.hosts.recording_engine import Registered, record
from tests.components.topology import plans

FOLDER = Path("/state/groundplan/stacks/local")
STORES = ("checkpoints", "datasets", "models", "registry")
DYNAMIC = "pulumi-python:dynamic/hosts"


def inventory(**changed: Any) -> Inventory:
    """Return a large machine that can do everything, with what the test changes."""
    usual: dict[str, Any] = {
        "facts": plans.LARGE, "folder": FOLDER, "isolation": {"mode": "namespaces", "reason": "they work"},
        "accelerator_devices": ("/dev/nvidia0",), "device_encryption": None, "gocryptfs": "/usr/bin/gocryptfs",
        "fuse_problem": None,
    }  # fmt: skip
    return Inventory(**{**usual, **changed})


def made(document: dict[str, Any] | None = None, **changed: Any) -> dict[str, Registered]:
    """Return every resource of a plan, by name."""
    return line(document, **changed)[0]


def line(document: dict[str, Any] | None = None, **changed: Any) -> tuple[dict[str, Registered], Any]:
    """Run the line from plan to clusters; the resources, and what the stack says."""
    found = inventory(**changed)
    topology = resolve(Plan.model_validate(document or plans.document()), found.facts)

    def program() -> Any:
        handed = platform.provision(topology, found, "local")
        return {**handed.outputs(), "clusters": clusters_on_hosts(topology.clusters, handed)}

    return record(program)


def of_type(resources: dict[str, Registered], kind: str) -> dict[str, Registered]:
    """Return the resources of one type of the hosts target."""
    return {name: each for name, each in resources.items() if each.type == f"{DYNAMIC}:{kind}"}
