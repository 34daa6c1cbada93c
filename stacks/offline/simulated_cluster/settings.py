"""What a stack's configuration has to say of a simulated cluster, and of the services outside of it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components.topology.model import Topology
from stacks.access_keys import ACCESSES, KEY
from stacks.offline.simulated_cluster.documents import DRIVER, VERSION
from stacks.offline.simulated_cluster.server import CONTEXT
from stacks.stack_id import STACK_ID_KEY

RANGES = "groundplan:endpoint-ranges"
ELSEWHERE = "203.0.113.0/24"
"""Where the services of stores are taken to be: addresses that documents may use and nobody has (RFC 5737)."""

STACK_ID = "simulated"
"""What a stack is called that `up` has not given an id yet."""

OF_A_CLUSTER = ("groundplan:kubeconfig", "groundplan:context", "groundplan:dns")
"""What a configuration says of the cluster that exists, which nobody asks."""

ASSUMED = (
    f"no cluster was asked. Assumed is one of Kubernetes {VERSION} with nodes as large as the inventory's pools need, "
    f"without GPUs that show yet, with volumes of {DRIVER}, without operators, with every right, and with keys and "
    "addresses of stores that the configuration does not show: `groundplan preview` asks yours"
)


def simulated_settings(settings: Mapping[str, str], topology: Topology, kubeconfig: Path) -> dict[str, str]:
    """Return a configuration that leads to the simulated cluster, and says where stores are if it does not."""
    kept = {key: value for key, value in settings.items() if key not in OF_A_CLUSTER}
    made_by = settings.get(STACK_ID_KEY) or STACK_ID
    leads = {STACK_ID_KEY: made_by, "groundplan:kubeconfig": str(kubeconfig), "groundplan:context": CONTEXT}
    outside = {store.name: [ELSEWHERE] for store in topology.stores if store.endpoint}
    said = _said_of_ranges(settings)
    return {
        **kept,
        **leads,
        **({RANGES: json.dumps({**outside, **said})} if outside and said is not None else {}),
    }


def simulated_keys(settings: Mapping[str, str], topology: Topology) -> str | None:
    """Return keys for every store at a service, of the form that the configuration keeps as a secret; None without any.

    A configuration that has them in plain text is left as it is, so that the program says what is wrong with that.
    """
    stores = [store.name for store in topology.stores if store.endpoint]
    if not stores or KEY in settings:
        return None
    pairs = {access: {"id": f"simulated-{access}", "secret": "simulated"} for access in ACCESSES}
    return json.dumps(dict.fromkeys(stores, pairs))


def _said_of_ranges(settings: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what is said of ranges; None where it has another form, so that the program says that."""
    try:
        found = json.loads(settings.get(RANGES, "{}"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
