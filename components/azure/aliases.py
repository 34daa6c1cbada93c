"""Drops what Azure's SDK tells of each resource besides: its type in some hundred older versions of Azure's API.

No stack of ours was made with one of them, while the SDK makes a name of each, for each resource, in every preview.
"""

from __future__ import annotations

import copy

import pulumi

from components.azure.replacing import made_anew


def without_aliases(given: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    """Return a resource of Azure without aliases; None leaves any other as it is."""
    if not given.type_.startswith("azure-native:"):
        return None
    options = copy.copy(given.opts)
    options.aliases = None
    return pulumi.ResourceTransformationResult(props=given.props, opts=options)


OPTIONS = pulumi.ResourceOptions(transformations=[without_aliases, made_anew])
"""For what stands at the top; whatever is made below inherits it."""
