"""What a team may set of each rule, on resources and on plans: read before the engine starts, and without the packs."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from stacks.paths import PROJECT_ROOT

FILE = PROJECT_ROOT / "policies" / "all" / "settings.json"
"""Written by `python -m policies.all.settings`; a test compares the two."""
LEVEL = "enforcementLevel"
"""The entry of a rule's settings that is its level."""

TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "integer": ((int, float), "a whole number"),
    "number": ((int, float), "a number"),
    "array": ((list,), "a list"),
    "object": ((dict,), "a mapping"),
    "string": ((str,), "a text"),
    "boolean": ((bool,), "true or false"),
}
"""Type of a schema -> what JSON makes of it here, and how people call it."""

LARGEST = 2**53 - 1
"""The end of numbers that have none: a larger one is another number to some reader of JSON (RFC 8259, section 6)."""

Schema = Mapping[str, Any]


@cache
def settings_of_rules() -> Mapping[str, Mapping[str, Schema]]:
    """Return rule -> setting -> its schema with its default; a rule that is not here has none."""
    from policies.on_plan import RULES

    on_plans = {rule.name: rule.bound.described for rule in RULES if rule.bound and rule.bound.own}
    return {**json.loads(FILE.read_text(encoding="utf-8")), **on_plans}


def defaults_of(rule: str) -> dict[str, Any]:
    """Return setting -> what holds of a rule where a team says nothing."""
    return {name: schema["default"] for name, schema in settings_of_rules().get(rule, {}).items()}


def faults_of(rule: str, said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the settings of a rule: names, types, ends; of what is in lists the engine says."""
    schemas = settings_of_rules().get(rule, {})
    for name, value in said.items():
        if name == LEVEL:
            continue
        if name not in schemas:
            yield f"{rule} has {name}; allowed: {', '.join(sorted({LEVEL, *schemas}))}{_where_else(rule)}"
        elif not _fits(schemas[name], value):
            yield f"{rule} has {name} {json.dumps(value)}; allowed: {_allowed(schemas[name])}"


def _where_else(rule: str) -> str:
    """Return where the number of a rule on plans is set, if that is a rule on resources."""
    from policies.on_plan import RULES

    bounds = (each.bound for each in RULES if each.name == rule and each.bound and not each.bound.own)
    twins = sorted({twin for bound in bounds for twin, _ in bound.places.values()})
    return f"; its number is that of {', '.join(twins)}" if twins else ""


def _fits(schema: Schema, value: Any) -> bool:
    types, _ = TYPES[schema["type"]]
    if not isinstance(value, types) or isinstance(value, bool) is not (schema["type"] == "boolean"):
        return False
    if isinstance(value, int | float) and not isinstance(value, bool) and not _is_within(schema, value):
        return False
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    return value in schema.get("enum", (value,))


def _is_within(schema: Schema, value: float) -> bool:
    is_whole = schema["type"] != "integer" or value == value // 1
    least, above = schema.get("minimum", -LARGEST), schema.get("exclusiveMinimum")
    return is_whole and least <= value <= schema.get("maximum", LARGEST) and (above is None or value > above)


def _allowed(schema: Schema) -> str:
    if "enum" in schema:
        return ", ".join(map(json.dumps, schema["enum"]))
    if "pattern" in schema:
        return f"{TYPES[schema['type']][1]} such as {json.dumps(schema['default'])}"
    ends = {"minimum": "from {}", "exclusiveMinimum": "above {}", "maximum": "to {}"}
    known = {"maximum": LARGEST, **schema} if schema["type"] in ("integer", "number") else schema
    told = [words.format(known[end]) for end, words in ends.items() if end in known]
    return " ".join([TYPES[schema["type"]][1], *told])
