"""Which namespaces are there for Ray."""

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_kubernetes import RAY_KINDS

CLUSTER = "groundplan-cluster"


def runs_ray(stack: Stack, namespace: Resource) -> bool:
    """Tell whether a namespace has objects of Ray, or says that it is there for a cluster. Raises NotKnownYetError."""
    metadata = namespace.part("metadata")
    return metadata.part("labels").get(CLUSTER) is not None or any(
        each.part("metadata").get("namespace") == metadata.get("name") for each in stack.of_type(*RAY_KINDS)
    )
