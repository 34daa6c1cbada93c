"""Policies of AWS as rules read them: their statements, whom they name, what they allow and what bounds them."""

from collections.abc import Iterator, Mapping

from policies.judge.asking import Check, Condition, parsed
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.types_of_aws import ROLE
from policies.judge.unknown import each

BINDING = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")
"""Operators that hold only where a request has the key: with `IfExists`, or a negation, what has none passes."""


def every_statement(way: str, check: Check, effect: str = "Allow") -> Check:
    """Make a check on each statement of a policy, a text of JSON, that allows (or denies) something."""

    def of_effect(statement: Resource) -> Iterator[str]:
        if statement.get("Effect") == effect:
            yield from check(statement)

    return lambda accused: each(statements(accused, way), of_effect)


def every_right(check: Check) -> Check:
    """Make a check on each statement by which a policy gives rights, also of those that are written into a role."""
    of_policy = every_statement("policy", check)
    return lambda accused: (
        each(accused.parts("inlinePolicies"), of_policy) if accused.type == ROLE else of_policy(accused)
    )


def statements(accused: Resource, way: str) -> list[Resource]:
    """Return the statements of a policy; an absent one has none, and a single one may stand without a list."""
    document = parsed(accused, way)
    if isinstance(document.get("Statement"), Mapping):
        return [document.part("Statement")]
    return list(document.parts("Statement"))


def principals(statement: Resource) -> tuple[tuple[str, str], ...]:
    """Return whom a statement names as (kind, name); everybody is ("AWS", "*")."""
    if not isinstance(statement.get("Principal"), Mapping):
        return tuple(("AWS", name) for name in listed(statement, "Principal"))
    named = statement.part("Principal")
    return tuple((kind, name) for kind in named.value for name in listed(named, kind))


def bound_by(*keys: str) -> Condition:
    """Return the condition that a statement holds only for requests in which one of these has a certain value."""
    asked = {key.lower() for key in keys}
    return lambda statement: any(
        key.lower() in asked and "*" not in values and values
        for operator in BINDING
        for key, values in conditions(statement, operator)
    )


def conditions(statement: Resource, operator: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what an operator asks in the conditions of a statement: (key, values)."""
    asked = statement.part("Condition").part(operator)
    return [(key, listed(asked, key)) for key in asked.value]


def denies_to_all(statement: Resource) -> bool:
    """Tell whether a statement denies everybody everything that S3 does, where its conditions hold."""
    every_action = {"*", "s3:*"}.intersection(listed(statement, "Action"))
    return statement.get("Effect") == "Deny" and bool(every_action) and ("AWS", "*") in principals(statement)
