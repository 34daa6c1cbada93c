"""What the annotation `pulumi.com/waitFor` asks for: conditions and JSON paths of the live object. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from stacks.offline.simulated_kubernetes.manifest import Manifest

Step = str | int | tuple[str, str]
"""A key, a position (`-1` for all of a list), or (path, value) of a filter."""

EVERY = -1
"""The step that takes all items of a list."""

_STEP = re.compile(
    r"""\.?\[\?\(@\.(?P<filter>[\w.-]+)\s*==\s*["'](?P<value>[^"']*)["']\)\]"""
    r"""|\[(?P<index>\d+)\]|(?P<every>\[\*\])|\[["'](?P<quoted>[^"']+)["']\]|\.(?P<key>(?:[\w-]|\\.)+)"""
)


class UnreadableCondition(ValueError):
    """The annotation says something that cannot be waited for."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing to wait for: what `path` leads to is `value`, or is there at all where `value` is None."""

    text: str
    path: Sequence[Step]
    value: str | None

    def holds(self, live: Manifest) -> bool:
        """Return whether the live object fulfils it."""
        found = [item for item in values_at(live, self.path) if item is not None]
        if self.value is None:
            return bool(found)
        return any(_as_text(item).lower() == self.value.lower() for item in found)


def conditions_of(annotation: str) -> list[Condition]:
    """Return what one value of the annotation asks for: one expression or a JSON list of them.

    Raises UnreadableCondition, with the expression and what is allowed.
    """
    expressions: Any = annotation
    if annotation.lstrip().startswith("["):
        try:
            expressions = json.loads(annotation)
        except ValueError:
            raise UnreadableCondition(f"pulumi.com/waitFor: {annotation!r} is no list in JSON") from None
    listed = expressions if isinstance(expressions, list) else [expressions]
    if not listed:
        raise UnreadableCondition("pulumi.com/waitFor: an empty list waits for nothing; leave it out")
    return [_condition(str(expression)) for expression in listed]


def _condition(text: str) -> Condition:
    kind, _, rest = text.partition("=")
    if kind == "condition" and rest:
        name, _, value = rest.partition("=")
        path = ("status", "conditions", ("type", name), "status")
        return Condition(text=text, path=path, value=value or "True")
    if kind == "jsonpath" and rest.startswith("{") and "}" in rest:
        inner, _, tail = rest[1:].rpartition("}")
        value = tail.removeprefix("=").strip("\"'") if tail else None
        return Condition(text=text, path=_steps(inner, text), value=value)
    raise UnreadableCondition(
        f"pulumi.com/waitFor: {text!r} is not known; known: condition=<type>[=<status>] and "
        "jsonpath={.path}[=<value>]"
    )


def _steps(path: str, text: str) -> list[Step]:
    steps: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise UnreadableCondition(
                f"pulumi.com/waitFor: {text!r} cannot be read from {path[position:]!r} on; known are .key, [0], "
                '[*] and [?(@.key=="value")]'
            )
        if match["filter"]:
            steps.append((match["filter"], match["value"]))
        elif match["index"]:
            steps.append(int(match["index"]))
        elif match["every"]:
            steps.append(EVERY)
        else:
            steps.append(match["quoted"] or match["key"].replace("\\.", "."))
        position = match.end()
    return steps


def values_at(value: Any, path: Sequence[Step]) -> Iterable[Any]:
    """Return every value that a path leads to."""
    if not path:
        return [value]
    step, rest = path[0], path[1:]
    nexts: list[Any] = []
    if isinstance(step, str) and isinstance(value, dict):
        nexts = [value[step]] if step in value else []
    elif isinstance(step, int) and isinstance(value, list):
        nexts = value if step == EVERY else value[step : step + 1]
    elif isinstance(step, tuple) and isinstance(value, list):
        key, wanted = step
        nexts = [item for item in value if wanted in map(_as_text, values_at(item, key.split(".")))]
    return [found for item in nexts for found in values_at(item, rest)]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
