"""What quota of machines a subscription holds in a region, as Azure tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from components.azure.account import Account, open_account
from components.azure.adopted_found import adopted as adopted
from components.azure.offerings import places as places
from components.azure.system_machines import system
from components.topology.model import Topology
from components.topology.quota import QuotaNeed, system_need, total
from components.topology.quota_held import Held, needs_of

PROVIDER = "azure-native"
"""As Pulumi calls the provider."""
VERSION = "2024-07-01"
REGIONAL = "cores"
"""All vCPUs of a region that are not spot ("Total Regional vCPUs"), by default 10 or 20: counted beside the families,
and it stops a cluster half-way (learn.microsoft.com, "Check vCPU quotas")."""
SPOT = "lowPriorityCores"


def needs(topology: Topology) -> tuple[QuotaNeed, ...]:
    """Return what a plan needs: its pools, the machines of the cluster's own services, and the region's sum of both."""
    own = system(topology)
    each = needs_of(topology, [system_need("azure", topology.location or "", own)] if own else [])
    counted = [need for need in each if need.family != SPOT]
    return (*each, *total(counted, family=REGIONAL, unit="vCPUs"))


def held(configured: Callable[[str], Any], needs: Sequence[QuotaNeed]) -> Held:
    """Return what the account of a stack holds. Raises CannotAsk, NoCredentials."""
    return held_by(open_account(configured), needs)


def held_by(account: Account, needs: Sequence[QuotaNeed]) -> Held:
    """Return what the subscription holds of each family of `needs`, in vCPUs. Raises CannotAsk, NoCredentials."""
    found: dict[str, int] = {}
    for location in sorted({need.location for need in needs}):
        path = (
            f"/subscriptions/{account.subscription}/providers/Microsoft.Compute/locations/{location}/usages"
        )
        usages = account.manager.by_link(path, "value", **{"api-version": VERSION})
        found |= of_usages(usages, {need.family for need in needs if need.location == location})
    return found


def of_usages(usages: Iterable[Mapping[str, Any]], families: Iterable[str]) -> Held:
    """Return the limits of families; Azure writes their names in letters of either size."""
    limits = {str(each["name"]["value"]).lower(): int(each["limit"]) for each in usages}
    # -1 says that there is no limit.
    return {family: limits[family.lower()] for family in families if limits.get(family.lower(), -1) >= 0}


def way_out(need: QuotaNeed) -> str:
    """Return how more of a family is asked for."""
    name = "it, which the portal calls Total Regional vCPUs," if need.family == REGIONAL else "it"
    return f"ask for {need.amount} vCPUs of {name} in {need.location} (portal: Quotas, Compute; or `az quota update`)"
