"""What the machines of a plan cost an hour and may cost a month, for whoever adds that up and shows it.

Services know no catalog, and targets no sum: so it is put together here.
"""

from __future__ import annotations

from components.services.observability.spending import Spending
from components.topology.cost import hourly
from components.topology.model import Topology


def spending_of(topology: Topology) -> Spending:
    """Return the price of a node of each pool and the budget, in USD; pools whose price nobody knows are left out."""
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    prices = {(pool.cluster, pool.name): hourly(pool) for pool in pools}
    return Spending(
        hourly={key: price for key, price in prices.items() if price is not None},
        monthly=topology.monthly_usd,
    )
