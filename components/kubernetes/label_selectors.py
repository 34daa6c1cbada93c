"""Label selectors as Kubernetes has them: whether one holds, and which labels more would make it hold. Pure.

A selector is a mapping of `matchLabels` and `matchExpressions`; an empty one selects everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Selector = Mapping[str, Any]
ANY_VALUE = "true"
"""The value given where a selector asks that a label is there, whatever it says."""


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Return whether a selector selects what has these labels."""
    equal = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return equal and all(_holds(each, labels) for each in selector.get("matchExpressions") or ())


def labels_more(selector: Selector, labels: Mapping[str, str]) -> dict[str, str] | None:
    """Return the labels that have to be added so that a selector selects, or None where adding some is not enough."""
    wanted = dict(selector.get("matchLabels") or {})
    for each in selector.get("matchExpressions") or ():
        if each["operator"] == "In":
            wanted.setdefault(each["key"], each["values"][0])
        elif each["operator"] == "Exists":
            wanted.setdefault(each["key"], ANY_VALUE)
    more = {key: value for key, value in sorted(wanted.items()) if key not in labels}
    return more if selects(selector, {**labels, **more}) else None


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    value, values = labels.get(expression["key"]), _values(expression)
    match expression["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    return False


def _values(expression: Mapping[str, Any]) -> Sequence[str]:
    return expression.get("values") or ()
