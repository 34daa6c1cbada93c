"""How machines are bought on AWS, from the plan's words: on demand, spot, a reservation, or a capacity block. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RESERVATION = "reservation:"
BLOCK = "block/"
"""`reservation:block/cr-…`: a block is a reservation too, but only one that is named so can be bought from."""
ID = re.compile(r"cr-[0-9a-f]{1,17}")
"""Amazon EC2, "Resource IDs"."""

Kind = Literal["on-demand", "spot", "reservation", "block"]
NODE_GROUP_TYPES = {
    "on-demand": "ON_DEMAND",
    "spot": "SPOT",
    "reservation": "ON_DEMAND",
    "block": "CAPACITY_BLOCK",
}
"""Amazon EKS, CreateNodegroup, capacityType."""


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """One way of buying; `reservation` is the id of what is reserved."""

    kind: Kind
    reservation: str | None = None

    @property
    def key(self) -> str:
        """What tells it from others in a name."""
        return self.reservation or self.kind


def capacity(word: str) -> Capacity | None:
    """Return what a plan's word means on AWS, or None where it means nothing there.

    >>> capacity("reservation:block/cr-0abc")
    Capacity(kind='block', reservation='cr-0abc')
    """
    if word == "on-demand":
        return Capacity(kind="on-demand")
    if word == "spot":
        return Capacity(kind="spot")
    named = word.removeprefix(RESERVATION)
    reservation = named.removeprefix(BLOCK)
    if not word.startswith(RESERVATION) or not ID.fullmatch(reservation):
        return None
    return Capacity(kind="block" if named.startswith(BLOCK) else "reservation", reservation=reservation)
