"""Writes what a team may set of each rule into `settings.json` beside this: `python -m policies.all.settings`.

It is read where no rule of a pack is: by Groundplan before the engine starts, and by people.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policies.all.__main__ import RULES
from policies.judge.guards import LONGEST, LONGEST_SCHEMA, UNWAIVABLE, UNWAIVABLE_SCHEMA, VALID

FILE = Path(__file__).with_name("settings.json")


def described() -> dict[str, Mapping[str, Any]]:
    """Return rule -> setting -> its schema, with what it means and its default; rules without settings are left out."""
    of_rules = {
        rule.name: {each.name: each.described for each in rule.settings} for rule in RULES if rule.settings
    }
    return {**of_rules, VALID: {LONGEST: LONGEST_SCHEMA, UNWAIVABLE: UNWAIVABLE_SCHEMA}}


def as_text() -> str:
    """Return the file's text, a line for each rule."""
    lines = (f"{json.dumps(name)}: {json.dumps(settings)}" for name, settings in sorted(described().items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
