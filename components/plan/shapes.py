"""The models seen from outside: the fields of a section with their words, for messages, refusals and the reference."""

from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from components.plan.errors import Path
from components.plan.forms import Form, Row
from components.plan.section import Section
from components.plan.text_quantity import TextQuantity


@dataclass(frozen=True)
class Shape:
    """One field: what it may hold, in words, and which section it leads to."""

    name: str
    noun: str
    allowed: str
    section: type[Section] | None
    is_list: bool
    is_required: bool
    default: Any
    row: Row
    description: str


@dataclass(frozen=True)
class _Words:
    noun: str
    allowed: str
    section: type[Section] | None = None
    is_list: bool = False


@cache
def shapes(section: type[Section]) -> dict[str, Shape]:
    """Return the fields of a section by name, in the order in which they are declared."""
    found = {}
    for name, info in section.model_fields.items():
        words = _words(info.annotation, tuple(info.metadata))
        rows = [entry for entry in info.metadata if isinstance(entry, Row)]
        found[name] = Shape(
            name=name,
            noun=words.noun,
            allowed=words.allowed,
            section=words.section,
            is_list=words.is_list,
            is_required=info.is_required(),
            default=info.default,
            row=rows[0],
            description=" ".join((info.description or "").split()),
        )
    return found


def _words(annotation: Any, metadata: tuple[Any, ...] = ()) -> _Words:
    """Return noun and allowed values of a type annotation."""
    for entry in metadata:
        if isinstance(entry, Form):
            return _Words(entry.noun, entry.allowed)
    if hasattr(annotation, "__metadata__"):
        return _words(annotation.__origin__, annotation.__metadata__)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _words(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple:
        item = _words(arguments[0])
        allowed = "a list" if item.section else f"a list, each entry {item.allowed}"
        return _Words(f"a list of: {item.noun}", allowed, item.section, is_list=True)
    if origin is Literal:
        return _Words("a word", " | ".join(arguments))
    if issubclass(annotation, TextQuantity):
        return _Words(annotation.noun, annotation.allowed)
    return _Words("a mapping", f"a mapping with {', '.join(annotation.model_fields)}", annotation)


def section_at(top: type[Section], path: Path) -> type[Section] | None:
    """Return the section that a path leads to, or None where it leads to something else."""
    section: type[Section] | None = top
    for part in path:
        if isinstance(part, int):
            continue
        shape = shapes(section).get(part) if section else None
        section = shape.section if shape else None
    return section


def shape_at(top: type[Section], path: Path) -> Shape | None:
    """Return the field that a path leads to; an entry of a list has the shape of its list."""
    keys = [part for part in path if isinstance(part, str)]
    section = section_at(top, tuple(keys[:-1])) if keys else None
    return shapes(section).get(keys[-1]) if section else None
