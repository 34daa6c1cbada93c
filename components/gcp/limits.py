"""Everything that Google Cloud would refuse later, as refusals before anything is made. Pure."""

from __future__ import annotations

from components.gcp import network_limits
from components.topology.errors import TopologyError
from components.topology.model import Topology


def errors(topology: Topology) -> list[TopologyError]:
    """Return every refusal."""
    return [*network_limits.errors(topology)]
