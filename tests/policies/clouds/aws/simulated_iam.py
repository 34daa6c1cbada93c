"""What AWS would answer to a request by one policy, from the IAM user guide's "Policy evaluation logic": simulated.

It shares no code with the rules, so that these are held against it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Answer = Literal["allowed", "denied", "not said"]


@dataclass(frozen=True)
class Request:
    """Who asks for what: `principal` is an ARN, `context` has the condition keys of the request, in lower case."""

    principal: str
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def answer(policy: Mapping[str, Any], request: Request) -> Answer:
    """Return what a policy says; one denial outweighs all that is allowed."""
    effects = {each["Effect"] for each in as_list(policy["Statement"]) if is_about(each, request)}
    if "Deny" in effects:
        return "denied"
    return "allowed" if "Allow" in effects else "not said"


def is_about(statement: Mapping[str, Any], request: Request) -> bool:
    """Tell whether a statement holds for a request: all its elements do; one that is absent does."""
    holds = [
        _chosen(statement, "Principal", lambda named: _names(named, request.principal)),
        _chosen(statement, "Action", lambda given: _any_like(given, request.action, any_size=True)),
        _chosen(statement, "Resource", lambda given: _any_like(given, request.resource)),
    ]
    asked = statement.get("Condition", {})
    return all(holds) and all(
        _meets(operator, key, as_list(values), request)
        for operator, keys in asked.items()
        for key, values in keys.items()
    )


def _chosen(statement: Mapping[str, Any], element: str, is_met: Any) -> bool:
    if f"Not{element}" in statement:
        return not is_met(statement[f"Not{element}"])
    return element not in statement or is_met(statement[element])


def _names(named: Any, principal: str) -> bool:
    everybody = named == "*"
    names = [] if isinstance(named, str) else [name for each in named.values() for name in as_list(each)]
    return everybody or "*" in names or principal in names


def _meets(operator: str, key: str, values: Sequence[Any], request: Request) -> bool:
    quantified = operator.removeprefix("ForAnyValue:")
    has_if_exists, plain = quantified.endswith("IfExists"), quantified.removesuffix("IfExists")
    given = request.context.get(key.lower())
    if given is None:
        return has_if_exists
    return any(_OPERATORS[plain](given, _filled(_text(value), request)) for value in values)


def _filled(value: str, request: Request) -> str:
    return re.sub(r"\$\{([^}*?]+)\}", lambda found: request.context.get(found[1].lower(), "\0"), value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _any_like(patterns: Any, text: str, any_size: bool = False) -> bool:
    flags = re.IGNORECASE if any_size else 0
    return any(re.fullmatch(_regular(pattern), text, flags) for pattern in as_list(patterns))


def _regular(pattern: str, wildcard: str = ".") -> str:
    return re.escape(pattern).replace(r"\*", f"{wildcard}*").replace(r"\?", wildcard)


def _like(text: str, pattern: str) -> bool:
    return re.fullmatch(_regular(pattern), text) is not None


def _arn_like(text: str, pattern: str) -> bool:
    texts, patterns = text.split(":", 5), pattern.split(":", 5)
    return len(texts) == len(patterns) == 6 and all(map(_like, texts, patterns))


def _is_less(text: str, value: str) -> bool:
    try:
        return float(text) < float(value)
    except ValueError:
        return False  # what is no number is in no order


_OPERATORS = {
    "StringEquals": lambda text, value: text == value,
    "StringLike": _like,
    "ArnLike": _arn_like,
    "ArnEquals": _arn_like,
    "Bool": lambda text, value: text == value,
    "NumericLessThan": _is_less,
}


def as_list(value: Any) -> list[Any]:
    """Return a value that AWS takes alone or in a list."""
    return list(value) if isinstance(value, list) else [value]
