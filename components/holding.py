"""What providers refuse to delete in production, until `down` gives it up by the name of its plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from components.topology.model import Topology

GIVEN_UP = "GROUNDPLAN_GIVEN_UP"
"""The variable that names the plan whose production data is given up: providers refuse by what the state says, so one
`up` with it comes before the destruction."""

HOLDING: Mapping[str, tuple[str, Any]] = {
    "aws:eks/cluster:Cluster": ("deletionProtection", True),
    "aws:fsx/lustreFileSystem:LustreFileSystem": ("skipFinalBackup", False),
    "aws:s3/bucket:Bucket": ("forceDestroy", False),
    "gcp:container/cluster:Cluster": ("deletionProtection", True),
    "gcp:filestore/instance:Instance": ("deletionProtectionEnabled", True),
    "gcp:storage/bucket:Bucket": ("forceDestroy", False),
}
"""Type -> the input, and the value by which it holds. A file system on AWS leaves a backup; all others refuse, buckets
while something is in them. Each is read from the state (Terraform provider: resource_container_cluster.go; SDK:
`aws.s3.Bucket.force_destroy`, "a successful apply must be run") or is the service's own switch."""


def is_given_up(topology: Topology) -> bool:
    """Return whether just this plan is given up."""
    return os.environ.get(GIVEN_UP) == topology.name


def is_held(topology: Topology) -> bool:
    """Return whether providers are told to refuse: in production, unless it is given up."""
    return topology.deletion_protection and not is_given_up(topology)


def holds(kind: str, inputs: Mapping[str, Any]) -> bool:
    """Return whether a resource of a type, as it was declared, holds what is in it."""
    if kind not in HOLDING:
        return False
    key, value = HOLDING[kind]
    return inputs.get(key) == value
