"""Measures a plan against this machine: is it valid, does it fit, are its ports free."""

import socket
from collections.abc import Iterable
from pathlib import Path

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan
from components.topology.errors import TopologyErrors
from components.topology.facts import Facts, HostFacts
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.catalog.folder import prices_for
from stacks.doctor.facts import PlanFacts
from stacks.paths import user_folders

LOOPBACK = "127.0.0.1"


def gather_plan(file: Path, stack: str, host: HostFacts) -> PlanFacts:
    """Return whether the plan is valid and fits, and which of its clusters' ports are taken."""
    topology = measured(file, stack, host)
    if isinstance(topology, PlanFacts):
        return topology
    ports = host_ports(topology)
    exists = user_folders().stack(stack).exists()
    return PlanFacts(
        file=str(file), ports=ports, taken_ports=taken_ports(ports.values()), stack_exists=exists
    )


def target_of(file: Path) -> str | None:
    """Return the target that a plan names; one with errors is told by who loads it for good."""
    try:
        return load_plan(file).target
    except (PlanErrors, OSError):
        return None


def measured(
    file: Path, stack: str, facts: Facts | None, stack_id: str | None = None
) -> Topology | PlanFacts:
    """Return the topology of a plan on what was found, or what is wrong with it."""
    try:
        plan = load_plan(file)
        return resolve(plan, facts, stack=stack, stack_id=stack_id, **prices_for(plan.target))
    except PlanErrors as errors:
        return PlanFacts(file=str(file), errors=tuple(str(error) for error in errors.errors))
    except TopologyErrors as errors:
        return PlanFacts(file=str(file), errors=tuple(str(error) for error in errors.errors))
    except OSError as error:
        return PlanFacts(file=str(file), errors=(f"it cannot be read: {error.strerror or error}",))


def host_ports(topology: Topology) -> dict[str, int]:
    """Return the ports that a local stack opens on this machine's loopback, by cluster and purpose."""
    ports: dict[str, int] = {}
    for cluster in topology.clusters:
        ports[f"{cluster.name} job API"] = cluster.ports.job_api
        if cluster.purpose == "serving":
            ports[f"{cluster.name} serve"] = cluster.ports.serve
    return ports


def taken_ports(ports: Iterable[int]) -> tuple[int, ...]:
    """Return those of `ports` that nothing new could listen on."""
    taken: list[int] = []
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As a server does it: a connection that is only being closed does not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                taken.append(port)
    return tuple(taken)
