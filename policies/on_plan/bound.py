"""The number in a rule on plans, and where a team sets it: once for a promise, on plans and on resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.plan.defaults import CLOUDS
from components.plan.quantities import Duration


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A number with the `default` that holds where a team sets none.

    `places` are target -> the rule and the setting of it that say the number. That is the rule of a pack that holds
    the same promise on resources, its twin, where that counts the same; else the rule on plans itself, and `own` says
    what its setting means.
    """

    default: int
    places: Mapping[str, tuple[str, str]]
    own: str = ""

    def set_to(self, said: Mapping[str, Any], target: str) -> int:
        """Return the number that holds for a target; `said` is rule -> what is set of it."""
        rule, setting = self.places.get(target, ("", ""))
        of_rule = said.get(rule)
        value = whole(of_rule.get(setting)) if isinstance(of_rule, Mapping) else None
        return self.default if value is None else value

    @property
    def described(self) -> dict[str, dict[str, Any]]:
        """Return setting -> its schema, as the packs describe theirs; nothing where a pack says the number."""
        schema = {"type": "integer", "minimum": 0, "description": self.own, "default": self.default}
        return {setting: dict(schema) for _, setting in self.places.values()} if self.own else {}


def whole(value: Any) -> int | None:
    """Return a whole number of JSON, however it is written (90, 90.0), and None for all else, such as true."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and value == value // 1 else None


def in_days(count: int) -> Duration:
    """Return so many days; a team may set more than the digits that a plan can write."""
    return Duration(count * Duration.units["d"])


def on_clouds(rule: str, default: int, settings: Mapping[str, str]) -> Bound:
    """Return the bound whose twin is called alike on each cloud, with the name of its setting there."""
    places = {cloud: (f"{rule}-on-{cloud}", setting) for cloud, setting in settings.items()}
    return Bound(default=default, places=places)


def own(rule: str, default: int, setting: str, says: str) -> Bound:
    """Return the bound that is set of the rule on plans itself, for every cloud."""
    return Bound(default=default, places=dict.fromkeys(CLOUDS, (rule, setting)), own=says)
