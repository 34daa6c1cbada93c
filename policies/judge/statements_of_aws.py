"""Policies of AWS as rules read them: their statements, whom they name and what they allow."""

import re
from collections.abc import Iterator, Mapping

from policies.judge.asking import Check, parsed
from policies.judge.conditions_of_aws import asks
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.types_of_aws import ROLE
from policies.judge.unknown import each


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


def is_for_everybody(statement: Resource) -> bool:
    """Tell whether a statement names everybody, of whatever kind."""
    return any(name == "*" for _, name in principals(statement))


ALL = r"([^:]*:){0,4}[^:]*[*]|arn:([^:]*:){4}[*?]+(/[*?]+)?"
"""Every resource, and every one of a service: all buckets are "arn:aws:s3:::*", and in "arn:aws:s3*" too, since a
wildcard takes colons as well (IAM user guide, "Resource")."""


def everything(statement: Resource) -> tuple[str, ...]:
    """Return those of a statement's resources that are all there are, be it of one service."""
    return tuple(name for name in listed(statement, "Resource") if re.fullmatch(ALL, name))


def allows(statement: Resource, action: str) -> bool:
    """Tell whether a statement is about an action; its own may be patterns, or those that it is not about."""
    if statement.get("NotAction") is not None:
        return not any(fits(action, pattern) for pattern in listed(statement, "NotAction"))
    return any(fits(action, pattern) for pattern in listed(statement, "Action"))


def fits(action: str, pattern: str) -> bool:
    """Tell whether a pattern names an action, in letters of either size; it knows * and ?, and no other sign.

    >>> [fits("iam:PassRole", pattern) for pattern in ("iam:*Role", "IAM:Pass????", "iam:[P]*")]
    [True, True, False]
    """
    signs = {"*": ".*", "?": "."}
    regular = "".join(signs.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(regular, action, re.IGNORECASE | re.DOTALL) is not None


def denied_to_all(statement: Resource, operator: str, key: str) -> tuple[str, ...]:
    """Return for which values of a key everybody is denied everything in a bucket, on no further condition.

    Where the operator has `IfExists` behind it, what has no such key is denied as well.
    """
    is_ours = statement.get("Effect") == "Deny" and ("AWS", "*") in principals(statement)
    if not is_ours or not allows_all(statement) or not is_of_whole_bucket(statement):
        return ()
    said = statement.part("Condition")
    used = [name for name in (operator, f"{operator}IfExists") if name in said.value]
    is_alone = len(used) == len(said.value) == 1 and len(said.part(used[0]).value) == 1
    return asks(statement, used[0], key) if is_alone else ()


def allows_all(statement: Resource) -> bool:
    """Tell whether a statement is about everything that can be done in a bucket."""
    return any(re.fullmatch(r"(s3:)?\*+", action, re.IGNORECASE) for action in listed(statement, "Action"))


def is_of_whole_bucket(statement: Resource) -> bool:
    """Tell whether a statement is about a bucket and all its objects; S3 takes a policy about no other bucket.

    Objects are named behind the first slash: `<bucket>/logs/*` are those of a folder, `<bucket>*` all and the bucket.
    """
    names = listed(statement, "Resource")
    of_objects = any(re.fullmatch(r"\*|[^/]*/\*+|[^/]*[^/*]\*+", name) for name in names)
    return of_objects and any("/" not in name for name in names)
