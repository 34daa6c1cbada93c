"""What a store removes by age, whichever cloud keeps it: what rules ask of it once a cloud's own words are read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policies.judge.resource import Resource, Stack
from policies.judge.setting import Setting

NEVER_REMOVED = Setting(
    name="holds",
    says="what a store holds, by its mark groundplan-holds, so that nothing of it goes by age",
    default=["models", "registry"],
    schema={"type": "array", "items": {"type": "string"}},
)
LONGEST_CHECKPOINTS = Setting(
    name="longest-days-of-checkpoints",
    says="the days after which checkpoints are removed at the latest",
    default=365,
    schema={"type": "integer", "minimum": 1},
)
LONGEST_SCRATCH = Setting(
    name="longest-days-of-scratch",
    says="the days after which scratch is removed at the latest",
    default=90,
    schema={"type": "integer", "minimum": 1},
)
LONGEST = {"checkpoints": LONGEST_CHECKPOINTS, "scratch": LONGEST_SCRATCH}
"""What a store holds -> the setting that bounds how long; the defaults are those of the rules on the plan."""


@dataclass(frozen=True)
class Removal:
    """One way in which current objects go: `where` says which rule, `days` their age, None for a date or another clock.

    `is_whole` is false where it takes some objects only, such as those of a folder.
    """

    where: str
    days: float | None
    is_whole: bool


Removals = Callable[[Stack, Resource], Iterator[Removal]]
"""Reads what removes current objects of a store."""
Check = Callable[[Stack, Resource], Iterator[str]]


def never_removed(marks: str, holds: str, removals: Removals) -> Check:
    """Return the check of stores whose objects stay; `marks` is the property with tags or labels, `holds` its key."""

    def check(stack: Stack, store: Resource) -> Iterator[str]:
        kept = store.part(marks).get(holds)
        if kept in store.said(NEVER_REMOVED):
            for removal in removals(stack, store):
                after = (
                    "by a date or another clock" if removal.days is None else f"after {removal.days:g} days"
                )
                yield f"{removal.where} removes what is current {after}; allowed: former versions alone"

    return check


def removed_in_time(marks: str, holds: str, removals: Removals) -> Check:
    """Return the check of stores whose objects go by themselves, all of them, after some days at most."""

    def check(stack: Stack, store: Resource) -> Iterator[str]:
        bound = LONGEST.get(store.part(marks).get(holds))
        if bound is None:
            return
        longest = store.said(bound)
        whole = [each.days for each in removals(stack, store) if each.is_whole and each.days is not None]
        if not any(days <= longest for days in whole):
            yield f"no enabled rule removes all of it by age; allowed: after at most {longest} days"

    return check
