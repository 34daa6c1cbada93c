"""Says where the registry is: in a mounted store, or behind an MLflow server; opens neither."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from workloads.refusals import InputRefused
from workloads.stores import Access, given_stores, store_holding

SERVER_VARIABLE = "MLFLOW_TRACKING_URI"
"""MLflow's own; it reads MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD beside it by itself."""

RegistryPlace = Path | str
"""A mounted folder, else the address of a server."""


def registry_place(access: Access, environment: Mapping[str, str] | None = None) -> RegistryPlace:
    """The store that holds the registry where one was given, else the server of MLFLOW_TRACKING_URI.

    Raises InputRefused where there is neither, or the store cannot be used, or the address is no server's.
    """
    server = (os.environ if environment is None else environment).get(SERVER_VARIABLE)
    is_given = any(store.holds == "registry" for store in given_stores(environment))
    if is_given or not server:
        return store_holding("registry", access, environment).path
    address = urlsplit(server)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise InputRefused(
            f"{SERVER_VARIABLE} is not the address of a server: it must be like http://<host>:<port>. Correct it, or "
            "give this process a mounted store that holds registry."
        )
    return server
