"""Where Ray runs, the namespace says how much it may take in all: processors, memory, GPUs and storage."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.quantities import amount
from policies.judge.ray_namespaces import runs_ray
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import GPU, NAMESPACE, RAY_KINDS, RESOURCE_QUOTA

BOUNDED = (
    "requests.cpu", "requests.memory", "limits.cpu", "limits.memory", f"requests.{GPU}", "requests.storage", "pods",
)  # fmt: skip


def check(stack: Stack, namespace: Resource) -> Iterator[str]:
    """Find namespaces of Ray in which something has no bound."""
    if not runs_ray(stack, namespace):
        return
    name = namespace.part("metadata").get("name")
    quotas = [
        each.part("spec").part("hard")
        for each in stack.of_type(RESOURCE_QUOTA)
        if each.part("metadata").get("namespace") == name
    ]
    for resource in BOUNDED:
        if not any(amount(hard.get(resource)) is not None for hard in quotas):
            yield f"no ResourceQuota of this namespace bounds {resource}"


RULE = StackRule(
    name="require-resource-quotas",
    promise="What runs in a namespace of Ray has a bound in all.",
    severity=Severity.HIGH,
    remedy=f"add a ResourceQuota with {', '.join(BOUNDED)} in spec.hard",
    references=("NSA/CISA Kubernetes Hardening: Resource policies", "NIST SP 800-53 SC-6", "SOC 2 A1.1"),
    types=(NAMESPACE,),
    reads=(RESOURCE_QUOTA, *RAY_KINDS),
    check=check,
)  # fmt: skip
