"""How a deployment is told to the operator: one field of a RayService, and where its proxies take requests.

A server-side apply of this field, forced and under a field manager of its own, is all that a deployment is; `up` makes
the field once, with what waits, and never changes it back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from components.containers import EVERY_INTERFACE

if TYPE_CHECKING:
    from components.objects import Manifest

FIELD = "serveConfigV2"


def proxies(port: int) -> dict[str, Any]:
    """Return where requests come in: each pod has an address of its own, and the service in front takes those whose
    proxy answers.
    """
    return {"proxy_location": "EveryNode", "http_options": {"host": EVERY_INTERFACE, "port": port}}


def configuration_text(configuration: Mapping[str, Any]) -> str:
    """Return the field's text for what `serve deploy` takes; it is JSON, which is YAML as well."""
    return json.dumps(dict(configuration), sort_keys=True)


def deployment(namespace: str, name: str, configuration: Mapping[str, Any]) -> Manifest:
    """Return what is applied to the RayService `name`: this one field, and no label of it."""
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayService",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {FIELD: configuration_text(configuration)},
    }
