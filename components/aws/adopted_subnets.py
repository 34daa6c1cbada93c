"""A network that exists, as a stack's configuration tells it; what asks an account of it needs no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class AdoptedSubnets:
    """A network that exists: its id and range, its subnets by segment and zone, its route tables by zone.

    `subnet_cidrs` are the ranges of those subnets whose range is told.
    """

    network_id: str
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, str]]
    route_table_ids: Mapping[str, str]
    subnet_cidrs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
