"""Whether an account holds the quota that pools need, once its provider has told what that is. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.quota import SYSTEM, QuotaNeed, quota_needs

NO_LIMIT = 2**63 - 1
"""What is held of a quota that an account does not have: nothing counts against it."""

Held = Mapping[str, int]
"""By quota family, in the unit of the need; a family that nobody could be asked about is not there."""

AskHeld = Callable[[Sequence[QuotaNeed]], Held]
"""Asks a provider what the account holds of what is needed. Raises CannotAsk."""


def needs_of(topology: Topology, more: Iterable[QuotaNeed] = ()) -> tuple[QuotaNeed, ...]:
    """Return what all pools of a topology need, and `more` with them."""
    return quota_needs((pool for cluster in topology.clusters for pool in cluster.pools), more)


def shortages(
    needs: Iterable[QuotaNeed], held: Held, way_out: Callable[[QuotaNeed], str]
) -> list[TopologyError]:
    """Return a refusal for every family of which the account holds less than is needed.

    What others of the account use of it is not counted, nor what the stack has already: a plan that needs more than all
    of a quota can never be whole, whoever else uses it. `way_out` says how more is asked of the provider.
    """
    return [_short(need, held[need.family], way_out(need)) for need in needs if _is_short(need, held)]


def unknown(needs: Iterable[QuotaNeed], held: Held) -> tuple[str, ...]:
    """Return the families of which nobody knows what the account holds, sorted."""
    return tuple(sorted({need.family for need in needs if need.family not in held}))


def _is_short(need: QuotaNeed, held: Held) -> bool:
    return need.family in held and held[need.family] < need.amount


def _short(need: QuotaNeed, held: int, way_out: str) -> TopologyError:
    pools = ", ".join(need.pools)
    whose, verb = ("its", "needs") if len(need.pools) == 1 and need.pools[0] != SYSTEM else ("their", "need")
    when = "" if need.pools == (SYSTEM,) else f" at {whose} largest"
    return TopologyError(
        path=_path(need),
        asked=f"{pools}{when} {verb} {need.amount} {need.unit} of {need.family} in {need.location}",
        allowed=f"the account holds {held}",
        remedy=way_out if need.pools == (SYSTEM,) else f"{way_out}, or lower `count`",
    )


def _path(need: QuotaNeed) -> str:
    first, *more = need.pools
    if more or first == SYSTEM:
        return "clusters"
    cluster, _, pool = first.partition("/")
    return f"clusters[{cluster}].pools[{pool}].count"
