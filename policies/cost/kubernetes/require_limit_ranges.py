"""Where Ray runs, what says nothing of its size gets one, and no single container or claim takes all."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.quantities import amount
from policies.judge.ray_namespaces import runs_ray
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import LIMIT_RANGE, NAMESPACE, RAY_KINDS

NEEDED = (
    ("Container", "default", "memory"), ("Container", "default", "cpu"), ("Container", "defaultRequest", "memory"),
    ("Container", "defaultRequest", "cpu"), ("Container", "max", "memory"), ("Container", "max", "cpu"),
    ("PersistentVolumeClaim", "max", "storage"),
)  # fmt: skip


def check(stack: Stack, namespace: Resource) -> Iterator[str]:
    """Find namespaces of Ray without defaults and bounds of single things."""
    if not runs_ray(stack, namespace):
        return
    name = namespace.part("metadata").get("name")
    limits = [
        limit
        for each in stack.of_type(LIMIT_RANGE)
        if each.part("metadata").get("namespace") == name
        for limit in each.part("spec").parts("limits")
    ]
    for kind, key, resource in NEEDED:
        if not any(limit.get("type") == kind and amount(limit.part(key).get(resource)) for limit in limits):
            yield f"no LimitRange of this namespace says {key}.{resource} of a {kind}"


RULE = StackRule(
    name="require-limit-ranges",
    promise="In a namespace of Ray, nothing is without a size, and nothing takes all.",
    severity=Severity.MEDIUM,
    remedy="add a LimitRange with default, defaultRequest and max of containers, and max.storage of claims",
    references=(
        "NSA/CISA Kubernetes Hardening: Resource policies",
        "NIST SP 800-53 SC-6",
        "FinOps Framework: Usage Optimization",
    ),
    types=(NAMESPACE,),
    reads=(LIMIT_RANGE, *RAY_KINDS),
    check=check,
)  # fmt: skip
