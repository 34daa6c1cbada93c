"""What a change sets otherwise: of a stack's configuration, and of the rules. Nobody needs it to read a plan. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stacks.checking.loosened import Way, way_of
from stacks.checking.report import Altered
from stacks.configuration import plain
from stacks.policies_at_hand import EVERY_RULE, LEVEL, SETTINGS, level_of

LONGEST = 200
"""Characters of a value that are told."""

REFUSING, ADVISING, SILENT = 2, 1, 0
RANKS = {"advisory": ADVISING, "disabled": SILENT}
"""Level -> how much a rule does at it; at all others, and where nothing is set, it does what its pack has it do."""


Defaults = Callable[[str], Mapping[str, Any]]
"""A rule -> setting -> what holds of it where nothing is set."""


def altered_settings(file: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Altered, ...]:
    """Return what of a stack's configuration differs, by key; of what is encrypted only that it does."""
    return tuple(
        Altered(file=file, key=str(key), before=_setting(key, before), now=_setting(key, now))
        for key in _differing(before, now)
    )


def altered_rules(
    before: Mapping[str, Any], now: Mapping[str, Any], defaults: Defaults
) -> tuple[Altered, ...]:
    """Return what of the settings of rules differs, by rule; `defaults` tells what holds where nothing is set."""
    return tuple(
        Altered(
            file=SETTINGS,
            key=rule,
            before=_told(before[rule]) if rule in before else None,
            now=_told(now[rule]) if rule in now else None,
            lowers=(way := _way(rule, before, now, defaults)) == "lowers",
            may_lower=way == "unknown",
        )
        for rule in _differing(before, now)
    )


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*before, *now}, key=str):
        if (key in before, before.get(key)) != (key in now, now.get(key)):
            yield key


def _way(rule: str, before: Mapping[str, Any], now: Mapping[str, Any], defaults: Defaults) -> Way:
    ranked = _rank(rule, before)
    if _rank(rule, now) < ranked:
        return "lowers"
    if ranked == SILENT:
        return "tightens"  # what it said, nobody heard
    unset = defaults(rule)
    return way_of({**unset, **_settings(rule, before)}, {**unset, **_settings(rule, now)})


def _rank(rule: str, settings: Mapping[str, Any]) -> int:
    level = level_of(settings.get(rule)) or level_of(settings.get(EVERY_RULE))
    return RANKS.get(level or "", REFUSING)


def _settings(rule: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is set of a rule besides its level."""
    said = settings.get(rule)
    return {key: value for key, value in said.items() if key != LEVEL} if isinstance(said, dict) else {}


def _setting(key: str, values: Mapping[str, Any]) -> str | None:
    if key not in values:
        return None
    return _told(values[key]) if plain({key: values[key]}) else "a secret"


def _told(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
