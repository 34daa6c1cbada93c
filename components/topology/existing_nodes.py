"""Nodes of a cluster that exists, as a pool has them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GpuProfile:
    """How each GPU of a pool is divided: `resource` is what a pod asks of the device plugin.

    `word` is the plan's, such as "mig-1g.10gb" or "shared-4"; one card gives `parts` of them.
    """

    word: str
    resource: str
    parts: int


@dataclass(frozen=True, kw_only=True)
class InventoryNode:
    """A node of a cluster that exists and belongs to a pool: how it was bought, and where it stands."""

    name: str
    capacity: str
    zone: str | None = None
