"""What roles of Kubernetes allow, and to whom bindings give them."""

from collections.abc import Iterable, Iterator

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_kubernetes import CLUSTER_ROLE_BINDING, ROLE_BINDING

READING = ("get", "list", "watch", "*")


def values_of(part: Resource, key: str) -> list[str]:
    """Return the texts of a list. Raises NotKnownYetError."""
    return [str(each.value) for each in part.parts(key)]


def allows(rule: Resource, resource: str, verbs: Iterable[str]) -> bool:
    """Tell whether a rule of a role allows one of these verbs on a resource, whatever its group."""
    return bool({resource, "*"}.intersection(values_of(rule, "resources"))) and bool(
        {*verbs, "*"}.intersection(values_of(rule, "verbs"))
    )


def subjects_of(binding: Resource) -> Iterator[Resource]:
    """Yield to whom a binding gives its role."""
    yield from binding.parts("subjects")


def bound_accounts(stack: Stack) -> set[tuple[object, object]]:
    """Return the service accounts to which a binding of the stack gives a role, as (namespace, name)."""
    return {
        (subject.get("namespace") or binding.part("metadata").get("namespace"), subject.get("name"))
        for binding in stack.of_type(ROLE_BINDING, CLUSTER_ROLE_BINDING)
        for subject in subjects_of(binding)
        if subject.get("kind") == "ServiceAccount"
    }
