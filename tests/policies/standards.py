"""The standards that rules cite: one edition of each, and the numbers or titles that it has."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CONTROLS = Path(__file__).parent / "controls"
"""A file for each family of standards, which says where each was read; it has numbers, never licensed texts."""

RANGE = re.compile(r"(?P<before>.*?)(?P<first>\d+)\.\.(?P<last>\d+)(?P<after>\)?)")


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A standard: its name as a reference begins, what stands `between` it and a control, and its controls."""

    name: str
    edition: str
    source: str
    between: str
    controls: frozenset[str]


def standards() -> dict[str, Standard]:
    """Return name -> standard, of all files; raises ValueError where two have one name."""
    found: dict[str, Standard] = {}
    for path in sorted(CONTROLS.glob("*.toml")):
        for each in tomllib.loads(path.read_text(encoding="utf-8"))["standard"]:
            if each["name"] in found:
                raise ValueError(f"{path.name}: {each['name']} is listed twice; one edition is cited of each")
            found[each["name"]] = Standard(
                name=each["name"],
                edition=each.get("edition", ""),
                source=each.get("source", ""),
                between=each.get("between", " "),
                controls=frozenset(_controls(each["controls"])),
            )
    return found


def fault(reference: str, known: Mapping[str, Standard]) -> str:
    """Return what is wrong with a reference, or nothing."""
    if "," in reference:
        return f'"{reference}" has a comma, and a comma parts references in a report'
    fitting = [each for each in known.values() if reference.startswith(each.name + each.between)]
    if not fitting:
        return f'"{reference}" begins with no standard, as it is spelled, of tests/policies/controls'
    standard = max(fitting, key=lambda each: len(each.name))
    control = reference.removeprefix(standard.name + standard.between)
    if control not in standard.controls:
        return (
            f'"{reference}": {standard.name} has no {control} in edition {standard.edition or "of its own"}'
        )
    return ""


def expanded(text: str) -> Iterator[str]:
    """Yield the numbers of a list with ranges: of `5.1..3` 5.1, 5.2 and 5.3, of `AC-6(9..10)` AC-6(9) and AC-6(10)."""
    for each in text.split():
        found = RANGE.fullmatch(each)
        if not found:
            yield each
            continue
        width = len(found["first"])
        for number in range(int(found["first"]), int(found["last"]) + 1):
            yield f"{found['before']}{number:0{width}}{found['after']}"


def _controls(listed: str | list[str]) -> Iterator[str]:
    yield from expanded(listed) if isinstance(listed, str) else listed
