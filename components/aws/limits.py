"""Everything that AWS would refuse later, as refusals before anything is made. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from components.aws import adoption_limits, control_room, network_limits, pool_limits
from components.aws.adopted_subnets import AdoptedSubnets
from components.aws.keys import DAY_S
from components.aws.storage import LOGS
from components.topology.errors import TopologyError
from components.topology.model import Store, Topology

RESERVED_BUCKETS = re.compile(r"xn--|sthree-|amzn-s3-demo-")
"""Amazon S3, "General purpose bucket naming rules"."""
FORMER_VERSIONS = 100
"""Amazon S3, "Lifecycle configuration elements": NewerNoncurrentVersions is 1 to 100."""
ROTATION_DAYS = (90, 2560)
"""AWS KMS, EnableKeyRotation, RotationPeriodInDays."""
PUBLIC_RANGES = 40
"""Amazon EKS, "View and manage Amazon EKS and Fargate service quotas": public endpoint access CIDR ranges."""
NEVER_PUBLIC = tuple(
    ip_network(block)
    for block in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
)  # fmt: skip
"""Amazon EKS, "Cluster API server endpoint": the public endpoint's ranges hold no reserved addresses."""


def errors(
    topology: Topology, control_plane_zones: Sequence[str] = (), adopted: AdoptedSubnets | None = None
) -> list[TopologyError]:
    """Return every refusal; the zones of the control plane and the network to adopt are the configuration's."""
    found = network_limits.errors(topology, control_plane_zones)
    if adopted is not None and not found:
        found += adoption_limits.errors(topology, adopted)
    elif topology.network is not None and not found:
        found += control_room.errors(topology, topology.network)
    return [
        *found,
        *pool_limits.errors(topology),
        *_names(topology),
        *_rotation(topology),
        *_allowed(topology),
        *(error for store in topology.stores for error in _store(store)),
    ]


def _names(topology: Topology) -> Iterator[TopologyError]:
    if RESERVED_BUCKETS.match(topology.name):
        yield TopologyError(
            path="name",
            asked=f'the plan is called "{topology.name}"',
            allowed="no bucket of AWS may be called so: xn--, sthree- and amzn-s3-demo- are reserved",
            remedy="give the plan another name",
        )


def _store(store: Store) -> Iterator[TopologyError]:
    path = f"storage[{store.name}]"
    if store.name == LOGS:
        yield TopologyError(
            path=f"{path}.name",
            asked=f'the plan names a store "{LOGS}"',
            allowed="the logs of who used the stores lie under that name",
            remedy="give the store another name",
        )
    if store.kind == "object" and (store.versions or 0) > FORMER_VERSIONS:
        yield TopologyError(
            path=f"{path}.versions",
            asked=f"the plan asks {store.versions} former versions",
            allowed=f"S3 keeps at most {FORMER_VERSIONS} by number",
            remedy=f"ask {FORMER_VERSIONS} or fewer",
        )


def _rotation(topology: Topology) -> Iterator[TopologyError]:
    rotation_s = topology.encryption.rotation_s
    if topology.encryption.key != "customer" or rotation_s is None:
        return
    low, high = ROTATION_DAYS
    if rotation_s % DAY_S or not low <= rotation_s // DAY_S <= high:
        yield TopologyError(
            path="encryption.rotation",
            asked=f"the plan replaces keys every {rotation_s / DAY_S:g} days",
            allowed=f"KMS replaces them after whole days, {low} to {high}",
            remedy=f"write for example rotation: {max(low, min(high, rotation_s // DAY_S))}d",
        )


def _allowed(topology: Topology) -> Iterator[TopologyError]:
    ranges = [ip_network(allowed) for allowed in topology.allowed_cidrs]
    wrong = [
        one
        for one in ranges
        if one.version != 4 or any(one.overlaps(block) for block in NEVER_PUBLIC if block.version == one.version)
    ]  # fmt: skip
    if wrong:
        yield TopologyError(
            path="network.allowed_cidrs",
            asked=f"the plan allows {', '.join(map(str, wrong))}",
            allowed="the public endpoint of a cluster knows public IPv4 ranges only; who is in the network needs none",
            remedy="give the public addresses behind which these machines are, or leave them out",
        )
    if len(ranges) > PUBLIC_RANGES:
        yield TopologyError(
            path="network.allowed_cidrs",
            asked=f"the plan allows {len(ranges)} ranges",
            allowed=f"the endpoint of a cluster takes {PUBLIC_RANGES}",
            remedy="join ranges that lie side by side",
        )
