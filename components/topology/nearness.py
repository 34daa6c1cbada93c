"""How near the machines of a pool stand, where the plan says it: what holds on every cloud. Pure."""

from __future__ import annotations

from components.topology.errors import TopologyError
from components.topology.model import Pool


def is_together(pool: Pool, by_default: bool) -> bool:
    """Return whether machines stand close by each other; `by_default` is what the target does of its own accord."""
    return by_default if pool.placement is None else pool.placement == "together"


def reserved_errors(pool: Pool, is_reserved: bool) -> list[TopologyError]:
    """Return the refusal of a placement for machines that are reserved: these would stand outside of it unseen."""
    if not is_reserved or pool.placement in (None, "anywhere"):
        return []
    return [
        placement_error(
            pool,
            asked="for machines that are reserved",
            allowed="what is reserved stands where it was reserved, and no group takes it up",
            remedy="leave placement out, or buy these machines on-demand or as spot",
        )
    ]


def placement_error(pool: Pool, *, asked: str, allowed: str, remedy: str) -> TopologyError:
    """Return the refusal of a pool's placement; `asked` ends the sentence that tells it."""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].placement",
        asked=f'the plan writes "placement: {pool.placement}" {asked}',
        allowed=allowed,
        remedy=remedy,
    )
