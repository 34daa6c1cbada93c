"""On which nodes a pod may run, as its selector and what its affinity requires say it."""

from collections.abc import Sequence

from policies.judge.resource import Resource
from policies.judge.role_rules import values_of

CAPACITY = "groundplan-capacity"
"""The label of nodes that says how they were bought."""
RESERVED = "reservation."
"""How its value begins, where they were reserved."""


def required_terms(pod: Resource) -> Sequence[Resource]:
    """Return the terms of which a node has to fulfil one. Raises NotKnownYetError."""
    affinity = pod.part("affinity").part("nodeAffinity")
    return affinity.part("requiredDuringSchedulingIgnoredDuringExecution").parts("nodeSelectorTerms")


def runs_on_reservations_alone(pod: Resource) -> bool:
    """Tell whether a pod's selector, or each term of what its affinity requires, allows reserved nodes alone: those are
    paid for whether or not anything runs on them.

    Raises NotKnownYetError.
    """
    if str(pod.part("nodeSelector").get(CAPACITY)).startswith(RESERVED):
        return True
    terms = required_terms(pod)
    return len(terms) > 0 and all(map(_allows_reserved_alone, terms))


def _allows_reserved_alone(term: Resource) -> bool:
    return any(
        values and all(value.startswith(RESERVED) for value in values)
        for expression in term.parts("matchExpressions")
        if expression.get("key") == CAPACITY and expression.get("operator") == "In"
        for values in [values_of(expression, "values")]
    )
