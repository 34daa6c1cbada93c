"""The form of a field's value, and its row in the reference, as annotations of the models."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from components.plan.suggestions import did_you_mean
from components.plan.text_quantity import NotAQuantity


@dataclass(frozen=True)
class Row:
    """What the reference says of a field beyond type, default and description; the refusals are made from it.

    `local`, `kubernetes` and `cloud` are reasons: a field given with a value other than its default (on the target
    `local`: than `local_value`, if there is one) is refused with them, on that target or all clouds.
    """

    unit: str = ""
    targets: str = "all"
    default: str | None = None
    local: str | None = None
    local_value: Any = None
    kubernetes: str | None = None
    cloud: str | None = None
    note: str | None = None


class Form:
    """The form of a field's value: pydantic validates through `check`, messages and pages use the words."""

    noun: str
    allowed: str

    def check(self, given: object) -> Any:
        """Return the value that `given` stands for, or raise `NotAQuantity`."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the value."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate through `check`; what JSON cannot hold is written as text."""
        return core_schema.no_info_plain_validator_function(
            self.check,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value if isinstance(value, str | int | float | tuple) else str(value)
            ),
        )

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema of the value."""
        return self.schema()


@dataclass(frozen=True)
class Matching(Form):
    """A text of one form; the annotation of a `str` field."""

    noun: str
    pattern: str
    allowed: str
    remedy: str
    words: tuple[str, ...] = ()
    """Texts that may have been meant by a misspelt one."""

    def check(self, given: object) -> str:
        """Return `given` when it has the form, else raise `NotAQuantity`."""
        if isinstance(given, str) and re.fullmatch(self.pattern, given, re.ASCII):
            return given
        quote = "quote it, a text is meant, or " if isinstance(given, int | float) else ""
        remedy = did_you_mean(given, self.words) or quote + self.remedy
        raise NotAQuantity(f"not {self.noun}", self.allowed, remedy)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the text."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class Whole(Form):
    """A whole number between two bounds, both included; the annotation of an `int` field."""

    minimum: int
    maximum: int
    noun = "a whole number"

    @property
    def allowed(self) -> str:  # type: ignore[override]
        """Return the bounds in words."""
        return f"a whole number from {self.minimum} to {self.maximum}"

    def check(self, given: object) -> int:
        """Return `given` when it is such a number, else raise `NotAQuantity`."""
        if type(given) is int and self.minimum <= given <= self.maximum:
            return given
        problem = "out of bounds" if type(given) is int else f"not {self.noun}"
        is_quoted = isinstance(given, str) and re.fullmatch("[0-9]{1,18}", given, re.ASCII)
        remedy = "remove the quotes" if is_quoted else f"write for example {self.minimum}"
        raise NotAQuantity(problem, self.allowed, remedy)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the number."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Parsed(Form):
    """A value that a function makes of what was written; `described` is its JSON schema."""

    noun: str
    allowed: str
    parse: Callable[[object], Any]
    described: Mapping[str, Any] = field(hash=False)

    def check(self, given: object) -> Any:
        """Return what `parse` makes of `given`; its `ValueError` becomes a `NotAQuantity` with these words."""
        try:
            return self.parse(given)
        except NotAQuantity:
            raise
        except ValueError as error:
            raise NotAQuantity(f"not {self.noun}", self.allowed, str(error)) from None

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the value."""
        return dict(self.described)
