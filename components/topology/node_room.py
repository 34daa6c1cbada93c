"""How many machines of a pool a node of a cluster that exists has room for, beside what others' pods ask. Pure."""

from __future__ import annotations

from fractions import Fraction

from components.topology.facts import NodeFacts, Requests
from components.topology.fit import GIB, size
from components.topology.gpu_profiles import WHOLE_GPU
from components.topology.model import Pool

NOTHING = Requests()


def room(pool: Pool, node: NodeFacts, taken: Requests, *, measures_gpus: bool) -> int:
    """Return how many pods of a pool's machine a node has room for beside pods that ask `taken`."""
    machine = pool.machine
    if not machine.memory_bytes:
        return 0  # the node has none
    rooms = [
        (node.cpus - taken.cpus) // machine.cpus,
        (node.memory_bytes - taken.memory_bytes) // machine.memory_bytes,
    ]
    if measures_gpus:
        rooms.append((cards(pool, node) - _cards_taken(pool, taken)) // machine.gpus)
    return max(0, min(rooms))


def cards(pool: Pool, node: NodeFacts) -> int:
    """Return the cards of a node, those that are divided already as the pool wants them among them."""
    profile = pool.gpu_profile
    divided = node.gpu_parts.get(profile.resource, 0) // profile.parts if profile else 0
    return max(node.gpus, divided)


def taken_in_words(taken: Requests) -> str:
    """Return what pods beside the plan's machines ask of a node, for a sentence; nothing where they ask nothing."""
    if taken == NOTHING:
        return ""
    gpus = "".join(f" and {count} {name}" for name, count in taken.devices.items() if count)
    asked = f"{cores(taken.cpus)} CPUs and {size(taken.memory_bytes)}{gpus}"
    return f", of which pods beside the plan's machines ask {asked}"


def at_most(node: NodeFacts, taken: Requests) -> str:
    """Return the largest machine that fits beside others' pods, for a sentence; nothing where these ask nothing."""
    cpus, memory_bytes = int(node.cpus - taken.cpus), node.memory_bytes - taken.memory_bytes
    if taken == NOTHING or cpus < 1 or memory_bytes < GIB:
        return ""
    return f" (at most cpu: {cpus}, memory: {memory_bytes // GIB}GiB)"


def cores(amount: int | Fraction) -> str:
    """Return processors for people: 3.92, or 32 where they are whole."""
    return f"{float(amount):g}"


def _cards_taken(pool: Pool, taken: Requests) -> int:
    """Return the cards that others' pods have of a node, whole or in the pool's own parts."""
    profile = pool.gpu_profile
    parts = -(-taken.devices.get(profile.resource, 0) // profile.parts) if profile else 0
    return taken.devices.get(WHOLE_GPU, 0) + parts
