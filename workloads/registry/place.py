"""Says where the registry is: in a mounted store, or behind an MLflow server; opens neither."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from workloads.folder_store import FolderStore
from workloads.refusals import InputRefused
from workloads.store_path import Access, Store
from workloads.stores import given_stores, store_holding

SERVER_VARIABLE = "MLFLOW_TRACKING_URI"
"""MLflow's own; it reads beside it by itself who asks (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD) and whom it
believes (MLFLOW_TRACKING_SERVER_CERT_PATH).
"""

RegistryPlace = Path | str
"""A mounted folder, else the address of a server."""


def registry_place(access: Access, environment: Mapping[str, str] | None = None) -> RegistryPlace:
    """The store that holds the registry where one was given, else the server of MLFLOW_TRACKING_URI.

    Raises InputRefused where there is neither, or the store cannot be used, or the address is no server's.
    """
    server = (os.environ if environment is None else environment).get(SERVER_VARIABLE)
    is_given = any(store.holds == "registry" for store in given_stores(environment))
    if is_given or not server:
        return _folder(store_holding("registry", access, environment))
    address = urlsplit(server)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise InputRefused(
            f"{SERVER_VARIABLE} is not the address of a server: it must be like https://<host>:<port>. Correct it, or "
            "give this process a mounted store that holds registry."
        )
    return server


def _folder(store: Store) -> Path:
    if not isinstance(store, FolderStore):
        raise InputRefused(
            f"The store {store.name} (holds registry) is at {store.address}, and the registry's database lies in no "
            f"object store: have its server keep the models there and name it in {SERVER_VARIABLE}, or give the store "
            "`kind: filesystem` in the plan."
        )
    return store.path
