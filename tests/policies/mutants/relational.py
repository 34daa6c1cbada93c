"""Worse values that are other resources' own: what a real mistake names is mostly there, and somebody else's."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policies.judge.resource import Resource, Stack
from tests.policies.breach import WHOLE
from tests.policies.captured import plain


@dataclass(frozen=True)
class Other:
    """What another resource of the stack has: one whose logical name is like `named`.

    Of the same type and at the same way, unless `type` and `way` say otherwise; its value comes along with where it
    comes from.
    """

    named: str
    way: str = ""
    type: str = ""

    def __str__(self) -> str:
        return f"that of {self.named}" + (f" {self.way}" if self.way else "")


@dataclass(frozen=True)
class Rewritten:
    """The text that is there with another part: another bucket, another account, one right more."""

    pattern: str
    new: str

    def __str__(self) -> str:
        return f"with {self.new} for {self.pattern}"


RELATIONS = (Other, Rewritten)


def worse_values(
    stack: Stack, one: Resource, way: tuple[str, ...], worse: Any
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield (value, logical names of where it comes from); nothing where it would stay as it is."""
    if isinstance(worse, Rewritten):
        old = _value_at(plain(one.value), way)
        new = re.sub(worse.pattern, worse.new, old) if isinstance(old, str) else old
        if new != old:
            yield new, ()
    elif isinstance(worse, Other):
        yield from _of_others(stack, one, way, worse)
    else:
        yield worse, ()


def _of_others(
    stack: Stack, one: Resource, way: tuple[str, ...], worse: Other
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    own = (_text(_value_at(plain(one.value), way)), one.refers_to.get(way[0], ()))
    seen = {own}
    there = tuple(worse.way.split(".")) if worse.way else way
    for other in stack.of_type(worse.type or one.type):
        if other.urn == one.urn or not re.fullmatch(worse.named, other.name):
            continue
        value, origins = _value_at(plain(other.value), there), other.refers_to.get(there[0], ())
        if value is not None and (_text(value), origins) not in seen:
            seen.add((_text(value), origins))
            yield value, tuple(urn.rpartition("::")[2] for urn in origins)


def _value_at(value: Any, way: tuple[str, ...]) -> Any:
    """Return what is at a way, or None where something on it is absent."""
    for step in way if way != (WHOLE,) else ():
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
