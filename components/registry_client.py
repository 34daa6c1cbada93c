"""How a pod asks the registry: address and password from a Secret, and whom it believes there from a file. Pure.

The file is no secret. It is replaced in pods that run when the registry's authority is renewed, and MLflow's client
reads it anew for every connection.
"""

from __future__ import annotations

from typing import Any

from components import containers
from components.containers import READABLE_BY_GROUP
from components.topology.places import REGISTRY_CLIENT_SECRET, REGISTRY_TRUSTED

FOLDER = "/groundplan/registry"
TRUSTED_FILE = "ca.crt"
TRUSTED = f"{FOLDER}/{TRUSTED_FILE}"
"""Where pods see the certificates of the registry's authorities; the Secret names it in MLflow's own variable."""
VOLUME = "registry"


def environment() -> list[dict[str, Any]]:
    """Return where address, password and the path of that file come from."""
    return [{"secretRef": {"name": REGISTRY_CLIENT_SECRET}}]


def volume() -> dict[str, Any]:
    """Return the volume with that file.

    A stack that an earlier version made has none, and its Secret names none: it is asked as before, until `up`. Where
    the Secret does name it, nothing is sent without it.
    """
    source = {"name": REGISTRY_TRUSTED, "optional": True, "defaultMode": READABLE_BY_GROUP}
    return {"name": VOLUME, "configMap": source}


def mount() -> dict[str, Any]:
    """Return where a container sees it."""
    return containers.mount(VOLUME, FOLDER, read_only=True)
