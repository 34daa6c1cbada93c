"""Topologies for the tests of bundles, made by hand: a bundle needs a few facts of a plan and no machine."""

from typing import Any

from components.topology.model import Topology

RUNTIME_IMAGE = "registry.example.com:5000/groundplan@sha256:" + "fedcba9876543210" * 4


def topology(target: str, **changed: Any) -> Topology:
    """Return a topology without clusters and stores, with what the test changes."""
    usual: dict[str, Any] = {
        "name": "atlas",
        "target": target,
        "location": None,
        "environment": "development",
        "owner": None,
        "labels": {},
        "network": None,
        "stores": (),
        "clusters": (),
        "identities": (),
        "rights": (),
        "flows": (),
        "image": None if target == "local" else RUNTIME_IMAGE,
        "deletion_protection": False,
    }
    return Topology(**usual | changed)
