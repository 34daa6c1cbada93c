"""What a team sets of the rule of a pack that holds the same promise on resources: it bounds the plan too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Twin:
    """The setting of the same promise in a pack: target -> the rule's name and the setting's."""

    places: Mapping[str, tuple[str, str]]

    def set_to(self, said: Mapping[str, Any], target: str) -> int | None:
        """Return the whole number that a team sets (rule -> what is set of it) for a target, None where it sets none.

        What is no whole number the engine refuses by the setting's schema.
        """
        rule, setting = self.places.get(target, ("", ""))
        own = said.get(rule)
        value = own.get(setting) if isinstance(own, Mapping) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def on_clouds(rule: str, settings: Mapping[str, str]) -> Twin:
    """Return the twin that is called alike on each cloud, with the name of its setting there."""
    return Twin(places={cloud: (f"{rule}-on-{cloud}", setting) for cloud, setting in settings.items()})
