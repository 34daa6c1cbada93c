"""What quota a plan needs of its provider: for its pools, for the machines beside them, and for all together. Pure."""

from components.targets import target_part
from components.topology.model import Topology
from components.topology.quota import QuotaNeed
from components.topology.quota_held import needs_of


def needed(topology: Topology) -> tuple[QuotaNeed, ...]:
    """Return what a plan needs of each quota, all pools at their largest; nothing where no machine is rented."""
    if not needs_of(topology):
        return ()
    return target_part(topology.target, "quota").needs(topology)
