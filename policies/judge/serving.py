"""Which namespaces serve models, as their labels say it."""

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_kubernetes import NAMESPACE

PURPOSE = "groundplan-purpose"
MODELS = "store-models"
"""The one claim of a store beside serving."""


def is_beside_serving(stack: Stack, accused: Resource) -> bool:
    """Tell whether an object lies in a namespace that serves. Raises NotKnownYetError."""
    place = accused.part("metadata").get("namespace")
    return any(
        namespace.part("metadata").part("labels").get(PURPOSE) == "serving"
        for namespace in stack.of_type(NAMESPACE)
        if namespace.part("metadata").get("name") == place
    )
