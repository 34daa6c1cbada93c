"""Declares whether the volumes of a plan outlive their claims: of those that are there, by one resource.

It asks nothing; `reclaiming.py` does when the engine makes, compares or changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.kubernetes.providers import KeptVolumes


def kept(
    is_kept: bool,
    classes: Sequence[str],
    namespaces: Sequence[str],
    where: Mapping[str, Any],
    options: pulumi.ResourceOptions,
) -> pulumi.Resource:
    """Declare it of the volumes of `classes` that `namespaces` claim; `where` says how the cluster is found again."""
    props = {
        **where, "of": "volumes", "is_kept": is_kept, "classes": sorted(classes),
        "namespaces": sorted(namespaces),
    }  # fmt: skip
    return KeptVolumes("volumes-kept", props, options)
