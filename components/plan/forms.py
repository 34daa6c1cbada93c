"""The form of a field's value, and its row in the reference, as annotations of the models."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from components.plan.text_quantity import NotAQuantity


@dataclass(frozen=True)
class Row:
    """What the reference says of a field beyond type, default and description; the refusals are made from it.

    `local` and `unbuilt` are reasons: a field given with a value other than its default is refused with them,
    on the target `local` or everywhere.
    """

    unit: str = ""
    targets: str = "all"
    default: str | None = None
    local: str | None = None
    unbuilt: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Matching:
    """A text of one form; the annotation of a `str` field."""

    pattern: str
    problem: str
    allowed: str
    remedy: str

    def check(self, given: object) -> str:
        """Return `given` when it has the form, else raise `NotAQuantity`."""
        if isinstance(given, str) and re.fullmatch(self.pattern, given, re.ASCII):
            return given
        quote = "quote it, a text is meant; " if isinstance(given, int | float) else ""
        raise NotAQuantity(self.problem, self.allowed, quote + self.remedy)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate through `check`."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema of the text."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class Whole:
    """A whole number between two bounds, both included; the annotation of an `int` field."""

    minimum: int
    maximum: int

    def check(self, given: object) -> int:
        """Return `given` when it is such a number, else raise `NotAQuantity`."""
        if type(given) is int and self.minimum <= given <= self.maximum:
            return given
        unquote = "remove the quotes; " if isinstance(given, str) and given.isdecimal() else ""
        allowed = f"a whole number from {self.minimum} to {self.maximum}"
        raise NotAQuantity("not such a number", allowed, f"{unquote}write for example {max(1, self.minimum)}")

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate through `check`."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema of the number."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}
