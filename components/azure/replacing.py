"""Tells the engine which changes make Azure's resources anew: all that `replaces.py` lists.

The provider knows some of them by itself. Any other it sends as an update, which Azure refuses in the middle of an `up`
whose preview had promised a new resource.
"""

from __future__ import annotations

import copy

import pulumi

from components.azure.replaces import EVERYWHERE, REPLACES

NAMED_ANEW = frozenset(
    {
        "azure-native:containerservice:AgentPool",
        "azure-native:keyvault:Key",
        "azure-native:keyvault:Vault",
    }
)
"""Types whose name is drawn, or follows from what makes them anew: the new one comes before the old one goes.

A key is named by its use, and has a new name with a new vault alone. For any other change the provider finds it there
and ends the `up`, before the engine has forgotten the old one.
"""


def made_anew(given: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    """Return a resource of Azure that a listed change replaces; None leaves any other as it is.

    Of one name there is one at a time, so the old one goes first, unless whoever makes it says otherwise.
    """
    if not given.type_.startswith("azure-native:"):
        return None
    listed = REPLACES.get(given.type_)
    options = copy.copy(given.opts)
    options.replace_on_changes = [
        *(options.replace_on_changes or ()), *EVERYWHERE, *(listed.properties if listed else ()),
    ]  # fmt: skip
    if options.delete_before_replace is None:
        options.delete_before_replace = given.type_ not in NAMED_ANEW
    return pulumi.ResourceTransformationResult(props=given.props, opts=options)
