"""Whether a provider runs already where Pulumi asks for it: the simulated ones do, and they ask nobody else."""

import os

ATTACHED = "PULUMI_DEBUG_PROVIDERS"
"""The engine's variable for providers that already run, as `name:port,name:port`: simulated ones are attached so."""


def is_attached(provider: str) -> bool:
    """Return whether Pulumi's provider of a name, such as "azure-native", is one that already runs."""
    return provider in [each.partition(":")[0] for each in os.environ.get(ATTACHED, "").split(",")]
