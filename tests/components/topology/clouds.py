"""Plans for a cloud, and offers as the catalog has them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from components.catalog.model import Catalog, Offer, Snapshot
from components.plan.model import Plan
from tests.components.topology.plans import DIGEST, document

LOCATIONS = {"aws": "us-east-1", "gcp": "us-central1", "azure": "eastus"}


def cloud_plan(target: str, *pools: Mapping[str, Any], **changed: Any) -> Plan:
    """Return a plan of one training cluster on a cloud, with what the test changes at the top level."""
    usual = {
        "target": target,
        "location": LOCATIONS[target],
        "network": {"cidr": "10.20.0.0/16", "zones": 2},
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{DIGEST}"},
        "clusters": [{"name": "train", "purpose": "training", "pools": [*pools]}],
    }
    return Plan.model_validate(document(**{**usual, **changed}))


def asked(name: str = "gpu", count: int | str = 1, **more: Any) -> dict[str, Any]:
    """Return a pool as a plan's file has it: 4 vCPUs and 16 GiB unless the test says more."""
    return {"name": name, "count": count, "machine": {"cpu": 4, "memory": "16GiB"}, **more}


def catalog_of(*offers: Offer, provider: str = "azure") -> Catalog:
    """Return a catalog of some offers of one provider."""
    snapshot = Snapshot(provider=provider, day=date(2026, 11, 1), file=Path("made-up.csv"), offers=offers)
    return Catalog(
        snapshots={provider: snapshot},
        machines={provider: {offer.machine.name: offer.machine for offer in offers}},
    )
