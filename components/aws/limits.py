"""Everything that AWS would refuse later, as refusals before anything is made. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from components.aws import network_limits
from components.topology.errors import TopologyError
from components.topology.model import Topology


def errors(topology: Topology, control_plane_zones: Sequence[str] = ()) -> list[TopologyError]:
    """Return every refusal; `control_plane_zones` are those that the stack's configuration names."""
    return [*network_limits.errors(topology, control_plane_zones), *_names(topology)]


RESERVED_BUCKETS = re.compile(r"xn--|sthree-|amzn-s3-demo-")
"""Amazon S3, "General purpose bucket naming rules"."""


def _names(topology: Topology) -> Iterator[TopologyError]:
    if RESERVED_BUCKETS.match(topology.name):
        yield TopologyError(
            path="name",
            asked=f'the plan is called "{topology.name}"',
            allowed="no bucket of AWS may be called so: xn--, sthree- and amzn-s3-demo- are reserved",
            remedy="give the plan another name",
        )
