"""What every quantity shares: a written form, which is how a plan, a JSON schema and a page show it."""

import re
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

MAX_DIGITS = 15
"""Digits of a number in a quantity: 10**15 PiB or dollars is beyond any plan, and stays exact everywhere."""


class NotAQuantity(ValueError):
    """A value that is not the quantity asked for; `allowed` and `remedy` are parts of sentences."""

    def __init__(self, problem: str, allowed: str, remedy: str) -> None:
        super().__init__(f"{problem}; allowed: {allowed}; {remedy}")
        self.problem, self.allowed, self.remedy = problem, allowed, remedy


class TextQuantity:
    """What every quantity shares: its written form is text, and pydantic goes through `parse`."""

    pattern: ClassVar[str]
    noun: ClassVar[str]
    allowed: ClassVar[str]
    example: ClassVar[str]
    whole_numbers_too: ClassVar[bool] = False

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the quantity written as `given`, or raise `NotAQuantity`."""
        raise NotImplementedError

    @classmethod
    def refuse(cls, remedy: str | None = None) -> NotAQuantity:
        """Return the error for a value that is not this quantity."""
        return NotAQuantity(f"not {cls.noun}", cls.allowed, remedy or f'write for example "{cls.example}"')

    @classmethod
    def match(cls, given: object) -> re.Match[str] | None:
        """Return the match of the written form, or None when `given` is no such text."""
        if cls.whole_numbers_too and type(given) is int and 0 <= given < 10**MAX_DIGITS:
            given = str(given)
        return re.fullmatch(cls.pattern, given, re.ASCII) if isinstance(given, str) else None

    def written(self) -> str | int:
        """Return what to write in a plan: text, or a whole number where the quantity is one."""
        return str(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate through `parse` and serialize as written."""

        def validate(given: object) -> Self:
            return given if isinstance(given, cls) else cls.parse(given)

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.written),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema of the written form."""
        text: dict[str, Any] = {
            "type": "string",
            "pattern": f"^(?:{cls.pattern})$",
            "examples": [cls.example],
        }
        return {"anyOf": [{"type": "integer", "minimum": 1}, text]} if cls.whole_numbers_too else text
