"""Which policies judge a change, and by what a team has set of them."""

import json
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from stacks.cli.failures import Refused
from stacks.exact_json import from_json
from stacks.paths import PROJECT_ROOT
from stacks.settings_of_rules import LEVEL, faults_of

PACK = "policies/all"
"""All rules in one process: the start of a pack costs more than its judging of a plan."""

SETTINGS = "stacks/config/policies.json"
"""What a team sets of the rules, in the engine's form; in the project, so that whoever reviews it sees it change."""

MENDING = "remediate"
"""The level at which a rule mends a resource; none mends a plan."""
LEVELS = ("advisory", "disabled", "mandatory", MENDING)
"""What the engine takes as the level of a rule."""
LOWER = ("advisory", "disabled")
"""Those at which a rule refuses nothing."""

EVERY_RULE, WAIVERS_GUARD = "all", "require-valid-waivers"
"""Names besides those of rules: the level of all, and who keeps the waivers and knows what is `unwaivable`."""

RULE_NAME = re.compile(r"(require|forbid|restrict)(-[a-z0-9]+)+")
"""How the name of a rule reads; every rule has a file of its name."""


def judged_by(project_root: Path) -> tuple[str, ...]:
    """Return the engine's arguments by which the policies of a project judge a change.

    Raises:
        Refused: what is set of the rules has not the form that the engine wants; it would say so in words of its own.
    """
    is_set = bool(set_of_rules(project_root))
    return ("--policy-pack", PACK, *(("--policy-pack-config", SETTINGS) if is_set else ()))


def lowered(project_root: Path) -> tuple[str, ...]:
    """Return a sentence for each rule that the team lets pass for good: unlike a waiver, that has no owner and no end.

    Raises what `judged_by` raises.
    """
    levels = {name: level for name, said in set_of_rules(project_root).items() if (level := level_of(said))}
    return tuple(
        f"{SETTINGS} makes {'every rule' if name == EVERY_RULE else name} {level}: it refuses nothing"
        for name, level in sorted(levels.items())
        if level in LOWER
    )


def known_rules() -> frozenset[str]:
    """Return the names of the rules of all packs and of those on plans, which a waiver may name."""
    return _rules_in("*")


def _rules_in(packs: str) -> frozenset[str]:
    files = (PROJECT_ROOT / "policies").glob(f"{packs}/**/*.py")
    stems = {path.stem.replace("_", "-") for path in files}
    return frozenset(stem for stem in stems if RULE_NAME.fullmatch(stem))


def set_of_rules(project_root: Path) -> Mapping[str, Any]:
    """Return rule -> what is set of it; nothing where there is no file. Raises what `judged_by` raises."""
    file = project_root / SETTINGS
    if not os.path.lexists(file):
        return {}
    try:
        found = from_json(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _refused(f"it is no JSON ({error}); mend it, or remove it") from None
    except OSError as error:
        raise _refused(f"it cannot be read ({error.strerror}); mend it, or remove it") from None
    if fault := _fault(found):
        raise _refused(fault)
    return found


def _refused(fault: str) -> Refused:
    return Refused(f"{SETTINGS}: {fault} (docs/how-to/policies.md)")


def _fault(found: Any) -> str | None:
    """Return what is wrong with the settings but for what is in lists, which the engine judges by each schema."""
    if not isinstance(found, dict):
        return "it is no mapping; write a rule's name and what is set of it"
    known = {*known_rules(), EVERY_RULE, WAIVERS_GUARD}
    faults = (_fault_of(name, said, known) for name, said in found.items())
    return next(filter(None, faults), None) or _unwaivable_lowered(found)


def _unwaivable_lowered(found: Mapping[str, Any]) -> str | None:
    """Return what is wrong where a rule that nobody may waive is not one that refuses."""
    guard = found.get(WAIVERS_GUARD)
    names = guard.get("unwaivable", ()) if isinstance(guard, dict) else ()
    for name in names if isinstance(names, list) else ():
        if not isinstance(name, str):
            return f"{WAIVERS_GUARD} has {json.dumps(name)} among unwaivable; write names of rules"
        level = level_of(found.get(name)) or level_of(found.get(EVERY_RULE))
        if level in LOWER:
            return f"{name} is unwaivable and {level} at once; leave one of them out"
    return None


def level_of(said: Any) -> str | None:
    """Return the level that is set of a rule, or None where none is."""
    return said if isinstance(said, str) else said.get(LEVEL) if isinstance(said, dict) else None


def _fault_of(name: str, said: Any, known: set[str]) -> str | None:
    if name not in known:
        near = get_close_matches(name, sorted(known), n=1)
        return (
            f"no rule is called {name!r}; {f'write {near[0]}' if near else 'correct the name'}, or remove it"
        )
    if not isinstance(said, dict | str):
        return f"{name} is {json.dumps(said)}; write a level ({', '.join(LEVELS)}) or a mapping of settings"
    level, is_on_plan = level_of(said), name != WAIVERS_GUARD and name in _rules_in("on_plan")
    allowed = [each for each in LEVELS if not (is_on_plan and each == MENDING)]
    if level not in allowed and (isinstance(said, str) or LEVEL in said):
        return f"{name} has the level {json.dumps(level)}; allowed: {', '.join(allowed)}"
    return next(faults_of(name, said), None) if isinstance(said, dict) else None
