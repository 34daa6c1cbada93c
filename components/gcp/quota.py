"""What quota of machines a project holds in a region: as Compute Engine tells it, and of newer GPUs Cloud Quotas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from components.gcp.account import Account, open_account
from components.gcp.adopted_found import adopted as adopted
from components.gcp.leaving import refusals as refusals
from components.gcp.offerings import places as places
from components.gcp.system_machines import system
from components.topology.model import Topology
from components.topology.quota import QuotaNeed, system_need, total
from components.topology.quota_held import NO_LIMIT, Held, needs_of

PROVIDER = "gcp"
"""As Pulumi calls the provider."""
BY_DIMENSION = re.compile(r"GPUS_PER_GPU_FAMILY, gpu_family (?P<gpu_family>\w+)")
"""How the catalog names a quota that is one for all families and has a value for each."""
QUOTA_ID = "GPUS-PER-GPU-FAMILY-per-project-region"
SPOT = "PREEMPTIBLE_"
GLOBAL = "global"
ALL_CPUS, ALL_GPUS = "CPUS_ALL_REGIONS", "GPUS_ALL_REGIONS"
"""Quotas of a project that hold beside those of its regions, where it has them. A new project has 0 of the second,
which is asked for apart."""


def needs(topology: Topology) -> tuple[QuotaNeed, ...]:
    """Return what a plan needs: its pools, the machines of the cluster's own services, and the project's sums.

    A sum has what surely counts against it: no spot, and of GPUs those that a quota of their own counts in a region.
    """
    own = system(topology)
    each = needs_of(topology, [system_need("gcp", topology.location or "", own)] if own else [])
    counted = [
        need for need in each if not need.family.startswith(SPOT) and not BY_DIMENSION.fullmatch(need.family)
    ]
    return (
        *each,
        *total(counted, family=ALL_CPUS, unit="vCPUs", location=GLOBAL),
        *total(counted, family=ALL_GPUS, unit="GPUs", location=GLOBAL),
    )


def held(configured: Callable[[str], Any], needs: Sequence[QuotaNeed]) -> Held:
    """Return what the account of a stack holds. Raises CannotAsk, NoCredentials."""
    return held_by(open_account(configured), needs)


def held_by(account: Account, needs: Sequence[QuotaNeed]) -> Held:
    """Return what the project holds of each family of `needs`, in their units; one that is not told is left out.

    Raises CannotAsk.
    """
    found: dict[str, int] = {}
    of_project = {need.family for need in needs if need.location == GLOBAL}
    if of_project:
        project = account.service("compute").get(f"/compute/v1/projects/{account.project}")
        # A project without such a quota has no limit of this kind.
        found |= {**dict.fromkeys(of_project, NO_LIMIT), **of_region(project.get("quotas") or (), of_project)}
    for location in sorted({need.location for need in needs} - {GLOBAL}):
        families = {need.family for need in needs if need.location == location}
        plain = {family for family in families if not BY_DIMENSION.fullmatch(family)}
        if plain:
            region = account.service("compute").get(
                f"/compute/v1/projects/{account.project}/regions/{location}"
            )
            found |= of_region(region.get("quotas") or (), plain)
        if families - plain:
            path = (
                f"/v1/projects/{account.project}/locations/global/services/compute.googleapis.com/quotaInfos/"
            )
            info = account.service("cloudquotas").get(path + QUOTA_ID)
            found |= of_dimensions(info.get("dimensionsInfos") or (), families - plain, location)
    return found


def of_region(quotas: Iterable[Mapping[str, Any]], families: Iterable[str]) -> Held:
    """Return the limits of a region by metric.

    A project that was never given a quota for Spot has 0 of it, and its Spot machines count against the other one
    (cloud.google.com, "Preemptible quota"), so that 0 says nothing.
    """
    limits = {str(each["metric"]): int(each["limit"]) for each in quotas}
    return {
        family: limits[family]
        for family in families
        if family in limits and not (family.startswith(SPOT) and limits[family] == 0)
    }


def of_dimensions(infos: Iterable[Mapping[str, Any]], families: Iterable[str], location: str) -> Held:
    """Return the limits of families of GPUs; the list has what is said of fewer places first, and that holds."""
    known, found = list(infos), {}
    for family in families:
        asked = BY_DIMENSION.fullmatch(family)
        for info in known:
            said = info.get("dimensions") or {}
            of_family = said.get("gpu_family") in (None, asked["gpu_family"] if asked else None)
            value = (info.get("details") or {}).get("value")
            if of_family and _holds_in(info, said, location) and value is not None:
                if int(value) >= 0:  # -1 says that there is no limit
                    found[family] = int(value)
                break
    return found


def way_out(need: QuotaNeed) -> str:
    """Return how more of a family is asked for."""
    where = "for all regions together" if need.location == GLOBAL else f"in {need.location}"
    return f"ask for {need.amount} {need.unit} of it {where} (console: IAM & Admin, Quotas & System Limits)"


def _holds_in(info: Mapping[str, Any], said: Mapping[str, str], location: str) -> bool:
    if "region" in said:
        return said["region"] == location
    places = info.get("applicableLocations") or ()
    return not places or bool({location, "global"} & set(places))
