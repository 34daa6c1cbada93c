"""The network cards of machines with EFA, AWS's RDMA, and the interfaces that a machine is started with. Pure.

All interfaces but the first carry RDMA alone and take no address of the subnet.
"""

from __future__ import annotations

from dataclasses import dataclass

CARDS = {
    "g6e.24xlarge": 2,
    "g6e.48xlarge": 4,
    "p4d.24xlarge": 4,
    "p4de.24xlarge": 4,
    "p5.48xlarge": 32,
    "p5e.48xlarge": 32,
    "p5en.48xlarge": 16,
    "p6-b200.48xlarge": 8,
    "p6-b300.48xlarge": 17,
}
"""Network cards by type of machine (Amazon EC2, "Specifications for accelerated computing instances"); else one."""
FIRST_WITHOUT_RDMA = frozenset({"p6-b300.48xlarge"})
"""Types whose first card carries no RDMA (Amazon EC2, "EFA for accelerated instance types")."""

EFA = "vpc.amazonaws.com/efa"
"""The resource by which a pod asks for interfaces of EFA's device plugin."""
HAS_RDMA = {"vpc.amazonaws.com/efa.present": "true"}
"""The label of machines on which the plugin runs."""


@dataclass(frozen=True, kw_only=True)
class Interface:
    """A network interface: which card, its place there, and what it carries ("interface" or "efa-only")."""

    card: int
    device: int
    carries: str


def interfaces(machine: str) -> tuple[Interface, ...]:
    """Return the interfaces of a machine with RDMA, as AWS recommends for machines with several cards."""
    rdma = [card for card in range(CARDS.get(machine, 1)) if card or machine not in FIRST_WITHOUT_RDMA]
    first = Interface(card=0, device=0, carries="interface")
    return (first, *(Interface(card=card, device=0 if card else 1, carries="efa-only") for card in rdma))


def rdma_interfaces(machine: str) -> int:
    """Return how many interfaces of a machine carry RDMA."""
    return sum(each.carries == "efa-only" for each in interfaces(machine))
