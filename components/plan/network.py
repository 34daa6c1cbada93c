"""What a plan says of its private network."""

from typing import Annotated

from components.plan.fields import Cidr, Zones
from components.plan.forms import Row
from components.plan.reasons import LOOPBACK_ONLY, OWN_NETWORK
from components.plan.section import Section


class Network(Section):
    """The private network."""

    cidr: Annotated[
        Cidr | None, Row(targets="aws, gcp, azure (required)", local=LOOPBACK_ONLY, kubernetes=OWN_NETWORK)
    ] = None
    """The network's private address range."""
    zones: Annotated[
        Zones,
        Row(
            default="1; 3 in production on a cloud",
            local="this machine is one zone",
            kubernetes="its zones are those of the nodes of the inventory",
        ),
    ] = 1
    """How many zones, or which."""
    allowed_cidrs: Annotated[tuple[Cidr, ...], Row(local=LOOPBACK_ONLY)] = ()
    """The ranges that may reach the endpoints; none means private endpoints only."""
