"""Which pods run on reserved machines alone: those are paid for whether or not anything runs on them."""

from policies.judge.resource import Resource
from policies.judge.role_rules import values_of

CAPACITY = "groundplan-capacity"
"""The label of nodes that says how they were bought."""
RESERVED = "reservation."
"""How its value begins, where they were reserved."""


def runs_on_reservations_alone(pod: Resource) -> bool:
    """Tell whether a pod's selector, or each term of what its affinity requires, allows reserved nodes alone.

    Raises NotKnownYetError.
    """
    if str(pod.part("nodeSelector").get(CAPACITY)).startswith(RESERVED):
        return True
    required = (
        pod.part("affinity").part("nodeAffinity").part("requiredDuringSchedulingIgnoredDuringExecution")
    )
    terms = required.parts("nodeSelectorTerms")
    return len(terms) > 0 and all(map(_allows_reserved_alone, terms))


def _allows_reserved_alone(term: Resource) -> bool:
    return any(
        values and all(value.startswith(RESERVED) for value in values)
        for expression in term.parts("matchExpressions")
        if expression.get("key") == CAPACITY and expression.get("operator") == "In"
        for values in [values_of(expression, "values")]
    )
