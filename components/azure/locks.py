"""Makes a lock that keeps a resource from deletion, whoever asks. It holds everything below the resource as well.

So nothing is locked below which a plan takes things away: a lock on a store's account would hold the rights to it, one
on the cluster its pools. Those the engine protects, and what they hold can be had back for some weeks.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import authorization

from components.settling import Settling

LIFTED_AFTER_S = 120.0
"""Until what a lock held can be deleted: sooner Azure refuses it as locked, and the provider does not ask again."""


def lock(
    name: str,
    *,
    scope: pulumi.Input[str],
    notes: str,
    after: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> authorization.ManagementLockByScope:
    """Make a lock once all that is made below its scope is there; `down` takes it away, waits, and then takes those."""
    lifted = Settling(
        f"{name}-lifted", "azure-native", pulumi.ResourceOptions(parent=parent, depends_on=list(after)),
        gone_s=LIFTED_AFTER_S,
    )  # fmt: skip
    return authorization.ManagementLockByScope(
        name,
        scope=scope,
        level="CanNotDelete",
        lock_name="kept",
        notes=notes,
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True, depends_on=[lifted]),
    )
