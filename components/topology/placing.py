"""In which zones the machines of a pool may be, and what a fabric, a reservation and the catalog say against them."""

from components.plan import model as plan_model
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Network, Pool
from components.topology.network import zone_count_error
from components.topology.pools import asked_pool

ZONES_ARE_NAMED_ALIKE = frozenset({"gcp"})
"""Providers whose zones have one name for every account, so that a number of zones can be turned into names. AWS and
Azure number them anew for each account: there a count stays a count, and zone "1" is the first that the account has.
"""


def zones_of(plan: plan_model.Plan, known: frozenset[str]) -> int | tuple[str, ...]:
    """Return the zones of a plan's network, named where the catalog knows them; the first ones by name for a number.

    Raises TopologyErrors where the location has fewer.
    """
    asked = plan.network.zones
    if isinstance(asked, tuple) or plan.target not in ZONES_ARE_NAMED_ALIKE or not known:
        return asked
    if asked > len(known):
        raise TopologyErrors([zone_count_error(asked, plan.location or "", sorted(known))])
    return tuple(sorted(known)[:asked])


def place(plan: plan_model.Plan, pool: Pool, network: Network) -> tuple[tuple[str, ...], list[TopologyError]]:
    """Return the zones that a pool's machines may be in, and why they cannot be where the plan wants them.

    RDMA reaches no farther than one zone, nor do machines that stand together; a reservation is for one machine in one
    zone.
    """
    asked, offer = asked_pool(plan, pool), pool.offer
    if asked.zone is not None and asked.zone not in network.zones:
        return (), [_no_zone(pool, asked.zone, network)]
    zones = (asked.zone,) if asked.zone is not None else network.zones
    if offer is not None and offer.zones is not None and not any(zone.isdecimal() for zone in zones):
        offered = tuple(zone for zone in zones if zone in offer.zones)
        if not offered:
            return (), [_not_offered(pool, zones, offer.zones)]
        zones = offered
    errors = _reservation_errors(pool, asked, zones)
    return (zones[:1] if pool.fabric == "rdma" or pool.placement == "together" else zones), errors


def _reservation_errors(pool: Pool, asked: plan_model.Pool, zones: tuple[str, ...]) -> list[TopologyError]:
    reserved = next((each for each in pool.capacity if each.startswith("reservation:")), None)
    lacks = []
    if reserved and asked.machine.type is None:
        lacks.append(("machine", "type: <the machine that is reserved>"))
    if reserved and len(zones) > 1:
        lacks.append(("zone", f"zone: <the zone of the reservation, one of {', '.join(zones)}>"))
    return [
        TopologyError(
            path=f"{_path(pool)}.{field}",
            asked=f"the pool takes {reserved}, and the plan does not say for which {field} that is",
            allowed="a reservation is for one type of machine in one zone, and others start outside of it",
            remedy=f'write "{remedy}"',
        )
        for field, remedy in lacks
    ]


def _path(pool: Pool) -> str:
    return f"clusters[{pool.cluster}].pools[{pool.name}]"


def _no_zone(pool: Pool, zone: str, network: Network) -> TopologyError:
    return TopologyError(
        path=f"{_path(pool)}.zone",
        asked=f"the plan puts the pool into {zone}",
        allowed=f"the network has the zones {', '.join(network.zones)}",
        remedy="name one of these, or add it to network.zones",
    )


def _not_offered(pool: Pool, zones: tuple[str, ...], offered: tuple[str, ...]) -> TopologyError:
    machine = pool.offer.machine.name if pool.offer else ""
    return TopologyError(
        path=f"{_path(pool)}.machine",
        asked=f"the pool needs {machine} in {' or '.join(zones)}",
        allowed=f"the catalog knows it in {', '.join(offered)}",
        remedy=f"write network.zones: [{', '.join(offered)}], or ask for another machine",
    )
