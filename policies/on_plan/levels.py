"""Whether a rule on plans refuses, tells or keeps silent, as a team sets it in the form of the packs."""

from collections.abc import Mapping
from typing import Any, Literal

Level = Literal["mandatory", "advisory", "disabled"]
LEVELS: Mapping[str, Level] = {"mandatory": "mandatory", "advisory": "advisory", "disabled": "disabled"}
LEVEL = "enforcementLevel"
"""The entry of a rule's settings that is its level."""
EVERY_RULE = "all"
"""The name by which the level of all rules is set."""
REFUSING: Level = "mandatory"


def level_of(rule: str, said: Mapping[str, Any]) -> Level:
    """Return the level of a rule on plans; `said` is rule -> what is set of it, that or a mapping with it.

    What mends a resource has nothing to mend in a plan: `remediate` refuses.
    """
    for name in (rule, EVERY_RULE):
        found = said.get(name)
        level = found.get(LEVEL) if isinstance(found, Mapping) else found
        if level is not None:
            return LEVELS.get(str(level), REFUSING)
    return REFUSING
