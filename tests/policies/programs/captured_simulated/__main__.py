"""Registers what an example was seen to declare, from `resources.json`, with providers that make nothing.

Each entry has a urn, type, name, inputs, protect, and refers_to: which properties take their values from which others.
"""

import json
from pathlib import Path
from typing import Any

import pulumi

PROJECT = Path(__file__).parent
MADE_HERE = ("pulumi", "groundplan")
"""Packages of the engine and of components, which no provider makes."""


def main() -> None:
    """Register everything the file names, what others refer to first."""
    entries = json.loads((PROJECT / "resources.json").read_text(encoding="utf-8"))
    by_urn = {entry["urn"]: entry for entry in entries if entry["type"].split(":")[0] not in MADE_HERE}
    made: dict[str, pulumi.Resource] = {}
    for urn in by_urn:
        make(urn, by_urn, made, frozenset())


def make(
    urn: str, by_urn: dict[str, Any], made: dict[str, pulumi.Resource], making: frozenset[str]
) -> pulumi.Resource:
    """Register one resource, after those that it refers to."""
    if urn not in made:
        entry, making = by_urn[urn], making | {urn}
        inputs = {
            key: from_others(value, entry["refers_to"].get(key, ()), by_urn, made, making)
            for key, value in entry["inputs"].items()
        }
        options = pulumi.ResourceOptions(protect=entry["protect"])
        made[urn] = pulumi.CustomResource(entry["type"], entry["name"], inputs, options)
    return made[urn]


def from_others(
    value: Any,
    urns: list[str],
    by_urn: dict[str, Any],
    made: dict[str, pulumi.Resource],
    making: frozenset[str],
) -> Any:
    """Return a value that the engine sees to come from other resources, though it is known."""
    others = [make(each, by_urn, made, making) for each in urns if each in by_urn and each not in making]
    return pulumi.Output.all(*(other.urn for other in others)).apply(lambda _: value) if others else value


main()
