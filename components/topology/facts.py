"""What is there before a plan is measured against it: this machine, or the nodes of a cluster that exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class GpuFacts:
    """A GPU that was found: its index on the machine, its model as the driver names it, its memory.

    `driver` is the branch of that driver, such as 580, or None where it does not tell.
    """

    index: int
    model: str
    memory_bytes: int
    driver: int | None = None


@dataclass(frozen=True, kw_only=True)
class HostFacts:
    """What the machine has.

    `memory_bytes` is what the control group or the machine grants, whichever is less. `free_disk_bytes`
    counts what the stack's own stores already hold as free, else a second `up` would refuse what the first
    one made.
    """

    cpus: int
    memory_bytes: int
    available_memory_bytes: int
    free_disk_bytes: int
    gpus: tuple[GpuFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Requests:
    """What pods ask of a node: processors, memory in bytes, and GPUs or parts of them by resource."""

    cpus: Fraction = Fraction(0)
    memory_bytes: int = 0
    devices: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Requests") -> "Requests":
        """Return what both ask together."""
        names = self.devices.keys() | other.devices.keys()
        return Requests(
            cpus=self.cpus + other.cpus,
            memory_bytes=self.memory_bytes + other.memory_bytes,
            devices={name: self.devices.get(name, 0) + other.devices.get(name, 0) for name in sorted(names)},
        )


NO_STACK = ""
"""Whose pods are that no stack has made."""


@dataclass(frozen=True, kw_only=True)
class NodeFacts:
    """A node of a cluster that exists: what it may give to pods, and what its labels say of zone and GPU model.

    `gpu_parts` are its GPUs where they are divided, by resource such as "nvidia.com/mig-1g.10gb", or "nvidia.com/gpu"
    where parts have the name of whole ones, of which `gpus` counts none. `gpu_driver` is the branch of their driver,
    such as 580, None where no label tells it. `taints` keep pods away that do not tolerate them, as `kubectl` writes
    them, `is_for_gpus` all that need no GPU; `plan` and `stack` are those whose node it is already. `taken` is what
    pods that run there ask, by their stack. `gpus_found` says whether a search for features found NVIDIA's GPUs there,
    None where none has looked yet.
    """

    name: str
    cpus: int | Fraction
    memory_bytes: int
    gpus: int = 0
    gpu_parts: Mapping[str, int] = field(default_factory=dict)
    gpu_model: str | None = None
    gpu_driver: int | None = None
    gpus_found: bool | None = None
    zone: str | None = None
    is_usable: bool = True
    taints: tuple[str, ...] = ()
    plan: str | None = None
    stack: str | None = None
    is_for_gpus: bool = False
    taken: Mapping[str, Requests] = field(default_factory=dict)

    @property
    def offers_gpus(self) -> bool:
        """Whether a device plugin offers GPUs of the node, whole or in parts."""
        return bool(self.gpus or self.gpu_parts)

    def taken_by_others(self, stack: str | None) -> Requests:
        """Return what pods ask that are not those of a stack; `None` is no stack."""
        others = (asked for whose, asked in sorted(self.taken.items()) if not stack or whose != stack)
        return sum(others, Requests())


@dataclass(frozen=True, kw_only=True)
class Machines:
    """Machines of a pool that may run: how many, and what each asks, at least; None where nobody tells."""

    count: int
    each: Requests | None = None


@dataclass(frozen=True, kw_only=True)
class KubernetesFacts:
    """What a cluster that exists has: nodes sorted by name, and which machines may run by (stack, cluster, pool).

    `added` is what `up` puts on every node besides where a plan has GPUs. `gpu_operator` is the place of a GPU operator
    that offers the GPUs of every node, None where there is none or another device plugin does.
    """

    nodes: tuple[NodeFacts, ...]
    running: Mapping[tuple[str, str, str], Machines] = field(default_factory=dict)
    added: Requests = Requests()
    gpu_operator: str | None = None

    @property
    def shows_gpus(self) -> bool:
        """Whether any node tells of GPUs. None does before a device plugin runs, and then nothing is known of them."""
        return any(node.offers_gpus or node.gpu_model for node in self.nodes)


Facts = HostFacts | KubernetesFacts
"""What a target may know of the place before the plan is resolved."""
