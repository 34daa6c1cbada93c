"""What most rules ask of a property: its value, its presence, its bounds; checks are put together of these.

Every function returns a check. A property is named by its way from the resource or part that is judged, such as
`encryption.keyArn`; what is absent on the way is an absent property. A finding names the whole way.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from policies.judge.resource import MalformedError, Resource, shown
from policies.judge.setting import Setting
from policies.judge.unknown import each, together

Check = Callable[[Resource], Iterator[str]]
Condition = Callable[[Resource], bool]

TRUE = (True, "true", "True")
"""How providers write yes: some bridged ones have it as a text."""
FALSE = (False, "false", "False")
ENVIRONMENT = "groundplan-environment"
DEVELOPMENT = ("development", "dev", "test")
"""What an environment is called whose machines nobody waits for; staging has what production has."""
SPARED = (*DEVELOPMENT, "staging")
"""What an environment is called where things may be lost, in whatever case it is written."""


def read(accused: Resource, way: str) -> tuple[Resource, str, Any]:
    """Return the part that holds a property, its own key there, and its value, None where it is absent.

    Raises NotKnownYetError where it is not known yet, MalformedError where something on the way is no mapping.
    """
    *before, key = way.split(".")
    part = accused
    for step in before:
        part = part.part(step)
    return part, key, part.get(key)


def is_true(way: str) -> Check:
    """Ask for yes; what is absent is no."""
    return _value(way, lambda value: value in TRUE, "true")


def is_not_true(way: str) -> Check:
    """Ask for no, or for nothing said."""
    return _value(way, lambda value: value not in TRUE, "false")


def is_false(way: str) -> Check:
    """Ask for no, said: what is absent is yes at the provider."""
    return _value(way, lambda value: value in FALSE, "false")


def is_not_false(way: str) -> Check:
    """Ask for yes, or for nothing said: what is absent is yes at the provider."""
    return _value(way, lambda value: value not in FALSE, "true")


def equals(way: str, *allowed: Any) -> Check:
    """Ask for one of these values; None among them allows an absent property."""
    return _value(way, lambda value: value in allowed, _listed(allowed))


def differs(way: str, *forbidden: Any) -> Check:
    """Ask for anything but these values; None among them asks that the property is there."""
    return _value(way, lambda value: value not in forbidden, f"anything but {_listed(forbidden)}")


def present(way: str, what: str = "a value") -> Check:
    """Ask that a property is there and not empty; `what` is what it should be, in words. Its value is not shown."""
    return _value(way, lambda value: not _is_empty(value), what, shows=False)


def absent(way: str, why: str = "nothing") -> Check:
    """Ask that a property is absent, empty or no; `why` is what is allowed, in words."""
    return _value(way, lambda value: _is_empty(value) or value in FALSE, why)


def matches(way: str, pattern: str, what: str) -> Check:
    """Ask for a text that a regular expression describes whole; `what` says so in words."""
    return _value(way, lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value)), what)


def at_least(way: str, least: float | Setting, unit: str = "") -> Check:
    """Ask for a number no smaller than this; a text of digits is one, as some providers write numbers."""
    return _bounded(way, least, unit, "at least", lambda number, bound: number >= bound)


def at_most(way: str, most: float | Setting, unit: str = "") -> Check:
    """Ask for a number no larger than this."""
    return _bounded(way, most, unit, "at most", lambda number, bound: number <= bound)


def inside(way: str, *checks: Check) -> Check:
    """Make checks on a nested mapping; an absent one is an empty one."""

    def check(accused: Resource) -> Iterator[str]:
        part = accused
        for step in way.split("."):
            part = part.part(step)
        yield from together(*checks)(part)

    return check


def every(way: str, *checks: Check) -> Check:
    """Make checks on each element of a list; an absent list has none. A single mapping is a list of one."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, value = read(accused, way)
        if isinstance(value, Mapping):
            yield from together(*checks)(part.part(key))
        else:
            yield from each(part.parts(key), together(*checks))

    return check


def some(way: str, condition: Condition, what: str) -> Check:
    """Ask that an element of a list meets a condition; `what` says which one, in words."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, _ = read(accused, way)
        # What is not known of one element is raised by `each` only where no other one meets the condition.
        met = each(part.parts(key), lambda element: [what] if condition(element) else [])
        if next(met, None) is None:
            yield f"{part.place(key)} has no element that is {what}"

    return check


def includes(way: str, wanted: Collection[Any] | Setting) -> Check:
    """Ask that a list has all of these elements; an absent one has none."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, _ = read(accused, way)
        there = [element.value for element in part.parts(key)]
        asked = accused.said(wanted) if isinstance(wanted, Setting) else wanted
        missing = [each for each in asked if each not in there]
        if missing:
            yield f"{part.place(key)} lacks {_listed(missing)}"

    return check


def only_where(condition: Condition, *checks: Check) -> Check:
    """Make checks on what meets a condition, and none on the rest."""

    def check(accused: Resource) -> Iterator[str]:
        if condition(accused):
            yield from together(*checks)(accused)

    return check


def wherever(places: Mapping[str, str], *checks: Check) -> Check:
    """Make checks on what each type has at its own place: "" is the resource itself, else a list of parts."""

    def check(accused: Resource) -> Iterator[str]:
        way = places[accused.type]
        yield from every(way, *checks)(accused) if way else together(*checks)(accused)

    return check


def protected(accused: Resource) -> Iterator[str]:
    """Ask that the engine itself refuses to delete the resource."""
    if not accused.protect:
        yield "protect is not set; allowed: the resource option protect=True"


def has(way: str, *values: Any) -> Condition:
    """Return the condition that a property has one of these values."""
    return lambda accused: read(accused, way)[2] in values


def in_production(labels: str) -> Condition:
    """Return the condition that the labels (or tags) at a way name no environment where things may be lost.

    What has no such label, or a name that nobody knows, is judged with the same care: nobody said that it may be lost.
    """

    return lambda accused: environment_of(accused, labels) not in SPARED


def environment_of(accused: Resource, labels: str) -> str | None:
    """Return the environment that the labels (or tags) at a way name, in small letters, or None where they do not."""
    _, _, value = read(accused, f"{labels}.{ENVIRONMENT}")
    return None if value is None else str(value).strip().lower()


def parsed(accused: Resource, way: str) -> Resource:
    """Return a property that is a text of JSON, such as a policy, as a part. Raises MalformedError where it is none."""
    part, key, value = read(accused, way)
    if value is None or isinstance(value, Mapping):
        return part.part(key)
    try:
        found = json.loads(value)
    except (TypeError, ValueError):
        raise MalformedError(
            f"{accused.where}: {part.place(key)} is no JSON, and nothing can be promised of it"
        ) from None
    return part.inner(part.place(key), found)


def _is_empty(value: Any) -> bool:
    """Tell whether nothing is said; lists and mappings of a request are no built-in ones, so these are counted."""
    return value is None or (isinstance(value, Sequence | Mapping) and len(value) == 0)


def _value(way: str, is_right: Callable[[Any], bool], allowed: str, *, shows: bool = True) -> Check:
    def check(accused: Resource) -> Iterator[str]:
        part, key, value = read(accused, way)
        if not is_right(value):
            is_said = shown(value) if shows or value is None else "empty"
            yield f"{part.place(key)} is {is_said}; allowed: {allowed}"

    return check


def _bounded(
    way: str, bound: float | Setting, unit: str, words: str, is_right: Callable[[float, float], bool]
) -> Check:
    def check(accused: Resource) -> Iterator[str]:
        part, key, value = read(accused, way)
        limit = accused.said(bound) if isinstance(bound, Setting) else bound
        number = number_of(value)
        if number is None or not is_right(number, limit):
            yield f"{part.place(key)} is {shown(value)}; allowed: {words} {shown(float(limit))}{unit and f' {unit}'}"

    return check


def number_of(value: Any) -> float | None:
    """Return a number, also one written as a text; a yes or no is none."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _listed(values: Collection[Any]) -> str:
    return ", ".join(shown(value) for value in values)
