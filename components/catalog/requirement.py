"""What a pool asks of its machine, from the plan, and in words."""

from dataclasses import dataclass
from typing import Literal

from components.catalog.model import Kind
from components.plan import model as plan_model
from components.plan.quantities import Memory

DEFAULT_ARCHITECTURE = "x86_64"
"""That of the nodes' image, which a plan pins by one digest; another is taken only where `type` names the machine."""


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """The least that a machine must have, or with `type` exactly one; where, how it is bought, and on which network.

    `zones` must all have the machine. `capacity` is in the order in which it is tried, as a plan writes it.
    """

    provider: str
    location: str
    cpus: int | None = None
    memory_bytes: int | None = None
    gpus: int = 0
    gpu_family: str | None = None
    type: str | None = None
    architecture: str = DEFAULT_ARCHITECTURE
    capacity: tuple[str, ...] = ("on-demand",)
    fabric: Literal["ethernet", "rdma"] = "ethernet"
    zones: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of prices that count, each once; what is reserved was agreed apart, and counts as on-demand."""
        return tuple(dict.fromkeys("spot" if each == "spot" else "on-demand" for each in self.capacity))

    @property
    def open_kinds(self) -> tuple[Kind, ...]:
        """The kinds that are bought when they are wanted: a reservation was agreed apart, and for this machine."""
        return tuple(kind for kind in self.kinds if kind in self.capacity)

    @property
    def place(self) -> str:
        """Where, in words."""
        return f"on {self.provider} in {self.location}"

    def __str__(self) -> str:
        parts = [self.type] if self.type else self._least()
        if self.fabric == "rdma":
            parts.append("fabric rdma")
        if self.zones:
            parts.append(f"in {' and '.join(self.zones)}")
        if self.capacity != ("on-demand",):
            parts.append(f"bought as {', else '.join(self.capacity)}")
        return ", ".join(parts)

    def _least(self) -> list[str]:
        parts = []
        if self.gpus:
            parts.append(f"{self.gpus}x{self.gpu_family or 'any GPU'}")
        if self.cpus:
            parts.append(f"{self.cpus} vCPUs")
        if self.memory_bytes:
            parts.append(f"{Memory(self.memory_bytes)} of memory")
        return parts or ["any machine"]


def requirement_of(plan: plan_model.Plan, pool: plan_model.Pool) -> Requirement:
    """Return what a pool of a plan for a provider asks of its machine.

    Zones that the plan names must all have it, or the one that its pool names; a number of zones asks none.
    """
    asked, zones = pool.machine, plan.network.zones
    if pool.zone is not None and not pool.zone.isdecimal():
        zones = (pool.zone,)
    return Requirement(
        provider=plan.target,
        location=plan.location or "",
        cpus=asked.cpu,
        memory_bytes=asked.memory.bytes if asked.memory else None,
        gpus=asked.gpu.count if asked.gpu else 0,
        gpu_family=asked.gpu.family if asked.gpu else None,
        type=asked.type,
        capacity=tuple(pool.capacity),
        fabric=pool.fabric,
        zones=zones if isinstance(zones, tuple) else (),
    )
