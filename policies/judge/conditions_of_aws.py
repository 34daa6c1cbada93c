"""Conditions of statements of AWS: what they ask of a request, and whether that says who may make it."""

import re
from collections.abc import Callable, Sequence

from policies.judge.asking import Condition
from policies.judge.resource import MalformedError, Resource, shown

LIKE = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")
BINDING = (*LIKE, *(f"ForAnyValue:{operator}" for operator in LIKE))
"""Operators that hold only where a request has the key: with `IfExists`, `ForAllValues` or a negation, what has none
passes (IAM user guide, "Condition operators")."""
WILDCARDS = r"[*?]"
VARIABLE = r"\$\{([^},*?]+)\}"
"""A value that the request itself gives (IAM user guide, "Policy variables"); one with a default may be anything."""
ONE_BUCKET = r"arn:[^:*?]*:s3:::[^*?/]+(/.*)?"
"""A pattern of ARNs of one bucket: its name is nobody else's, and says no account."""
ONE_ACCOUNT = r"arn:[^:*?]*:[^:*?]*:[^:*?]*:\d{12}:.+"
ONE_ACCOUNT_BY_PARTS = r"arn:[^:]*:[^:]*:[^:]*:\d{12}:.+"
"""A pattern of ARNs of one account: a wildcard of the Arn operators ends at a colon, one of StringLike does not, and a
role's path may have colons (IAM user guide, "Condition operators")."""
ONE_SERVICE = r"[a-z0-9-]+[.].+"
"""A pattern of a service's names in some regions: s3.*.amazonaws.com."""
ONE_ORGANISATION = r"o-[a-z0-9]+/.*"
"""A pattern of the paths of units of one organisation: o-a1b2c3/r-ab12/ou-ab12-x/* (IAM user guide,
"aws:PrincipalOrgPaths")."""


def conditions(statement: Resource, operator: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what an operator asks in the conditions of a statement: (key, values), each value as a text."""
    asked = statement.part("Condition").part(operator)
    return [(key, texts(asked, key)) for key in asked.value]


def texts(asked: Resource, key: str) -> tuple[str, ...]:
    """Return the values of a key of a condition, one or a list of them, as the texts that AWS makes of each.

    Raises MalformedError where one is neither a text, a number nor yes or no.
    """
    value = asked.get(key)
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    parts = asked.parts(key) if is_list else [asked.inner(asked.place(key), value)]
    return tuple(map(text, parts))


def text(part: Resource) -> str:
    """Return a value of a condition as a text: JSON's yes, no and numbers are texts to AWS."""
    value = part.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)
    raise MalformedError(f"{part.where}: is {shown(value)}; a text, a number, true or false is expected")


def asks(statement: Resource, operator: str, key: str) -> tuple[str, ...]:
    """Return the values that an operator asks of a key, whose letters may be of either size."""
    return tuple(
        value
        for name, values in conditions(statement, operator)
        if name.lower() == key.lower()
        for value in values
    )


def bound_by(*keys: str) -> Condition:
    """Return the condition that a statement holds only for requests in which one of these has a certain value."""
    asked = {key.lower() for key in keys}
    return lambda statement: _is_bound(statement, lambda key: key.lower() in asked, is_certain)


def is_bound(statement: Resource) -> bool:
    """Tell whether a statement holds only for requests in which some key has no value of any kind."""
    return _is_bound(statement, lambda _: True, is_any_but_all)


def is_certain(operator: str, key: str, value: str) -> bool:
    """Tell whether a value, or a pattern of values, is of one account, organisation, network or service.

    >>> [is_certain("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{account}:*") for account in ("123456789012", "*")]
    [True, False]
    """
    if re.search(WILDCARDS, re.sub(VARIABLE, "", value)):
        of_account = ONE_ACCOUNT_BY_PARTS if "Arn" in operator else ONE_ACCOUNT
        return bool(re.fullmatch(f"{of_account}|{ONE_BUCKET}|{ONE_SERVICE}|{ONE_ORGANISATION}", value))
    return is_any_but_all(operator, key, value)


def is_any_but_all(_: str, key: str, value: str) -> bool:
    """Tell whether a value, or a pattern of values, leaves something out; what a key has itself never does."""
    variable = re.fullmatch(VARIABLE, value)
    if variable:
        return variable[1].strip().lower() != key.lower()
    return "${" not in value.replace("${*}", "").replace("${?}", "") and bool(re.sub(WILDCARDS, "", value))


def _is_bound(
    statement: Resource, is_about: Callable[[str], bool], is_narrow: Callable[[str, str, str], bool]
) -> bool:
    return any(
        is_about(key) and values and all(is_narrow(operator, key, value) for value in values)
        for operator in BINDING
        for key, values in conditions(statement, operator)
    )
