"""Defaults that depend on another field: the kind of a store on its target, the zones of a production network."""

from collections.abc import Mapping
from typing import Any

CLOUDS = ("aws", "gcp", "azure")

TARGETS_WITH_FILESYSTEMS = ("local", "hosts")
"""Targets whose own storage is folders and disks; everywhere else an object store is the native place for data."""

PRODUCTION_ZONES = 3
"""The least number of zones in which a majority survives the loss of one."""


def with_defaults(given: Any) -> Any:
    """Return the plan's mapping with dependent defaults filled in; what is no mapping is returned as it is.

    Only absent keys are filled, so an error can never point at something that nobody wrote.
    """
    if not isinstance(given, Mapping):
        return given
    filled = dict(given)
    target = filled.get("target")
    if isinstance(stores := filled.get("storage"), list | tuple):
        kind = "filesystem" if target in TARGETS_WITH_FILESYSTEMS else "object"
        filled["storage"] = tuple(
            {"kind": kind} | dict(store) if isinstance(store, Mapping) else store for store in stores
        )
    if filled.get("environment") == "production" and target in CLOUDS:
        network = filled.get("network", {})
        if isinstance(network, Mapping):
            filled["network"] = {"zones": PRODUCTION_ZONES} | dict(network)
    return filled
