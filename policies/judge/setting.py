"""What a team may set of a rule: a number, a list, a switch, with the value that holds where nothing is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One entry of a rule's configuration.

    `schema` is its JSON schema, by which the engine refuses a broken configuration before anything is judged; `says`
    is what the entry means, with its unit, in one phrase.
    """

    name: str
    says: str
    default: Any
    schema: Mapping[str, Any]

    @property
    def described(self) -> dict[str, Any]:
        """Return the schema as the engine and the reference show it."""
        return {**self.schema, "description": self.says, "default": self.default}
