"""Policies of AWS as rules read them: their statements, whom they name, what they allow and what bounds them."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

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


def allows(statement: Resource, action: str) -> bool:
    """Tell whether a statement is about an action; its own may be patterns, and in letters of either size."""
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement, "Action"))


def denied_to_all(statement: Resource, operator: str, key: str) -> tuple[str, ...]:
    """Return for which values of a key everybody is denied everything in a bucket, on no further condition."""
    resources = listed(statement, "Resource")
    of_objects = any(name.endswith("*") for name in resources)
    of_bucket = any(not name.endswith("/*") for name in resources)
    is_whole = of_objects and of_bucket and {"*", "s3:*"}.intersection(listed(statement, "Action"))
    is_ours = statement.get("Effect") == "Deny" and ("AWS", "*") in principals(statement)
    asked = conditions(statement, operator)
    is_alone = len(statement.part("Condition").value) == 1 and [name for name, _ in asked] == [key]
    return asked[0][1] if is_ours and is_whole and is_alone else ()
