"""Turn the nodes of a YAML document into plain values, remembering where each was written."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from components.plan.errors import Path
from components.plan.findings import Finding

MAX_DEPTH = 16
"""The deepest field of a plan is at depth 6; far below where recursion over the values could run out of stack."""

MAX_VALUES = 20_000
"""Values of one plan with every alias written out: hundreds of pools, yet an alias bomb ends here."""

MAX_INTEGER_DIGITS = 18
"""Fits in a signed 64-bit number, as every consumer of a plan's JSON form can hold."""

MAX_GIVEN_CHARACTERS = 60
"""How much of a wrong value a message repeats."""

TAG_PREFIX = "tag:yaml.org,2002:"
HALF_A_CHARACTER = "[\ud800-\udfff]"
"""What an escape such as "\\ud800" leaves; no encoding can hold it."""

MERGE_TAG = TAG_PREFIX + "merge"
PLAIN_TAGS = frozenset(TAG_PREFIX + name for name in ("null", "bool", "int", "float", "str", "timestamp"))


class TooManyValues(ValueError):
    """Aliases multiply the document beyond `MAX_VALUES` or `MAX_DEPTH`; one that contains itself does both."""

    def __init__(self, position: tuple[int, int]) -> None:
        super().__init__(position)
        self.position = position


@dataclass
class Tree:
    """Plain values (mappings, tuples, texts, numbers), where each was written, and what had to be passed over."""

    value: Any = None
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Line and column, from 0, of each value."""
    key_positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """The same of the key in front of each value of a mapping."""
    written: dict[Path, str] = field(default_factory=dict)
    """What was written at a path, for messages."""
    findings: list[Finding] = field(default_factory=list)

    def position(self, path: Path, *, at_key: bool = False) -> tuple[int, int]:
        """Return line and column, from 0, of the nearest thing to `path` that is in the file."""
        if path not in self.positions:
            at_key = False
        while path not in self.positions and path:
            path = path[:-1]
        positions = self.key_positions if at_key and path in self.key_positions else self.positions
        return positions.get(path, (0, 0))

    def read(self, path: Path, node: Node, at: tuple[int, int]) -> Any:
        """Return the plain value of `node`; raise `TooManyValues` for bombs."""
        if len(self.positions) > MAX_VALUES or len(path) > MAX_DEPTH:
            raise TooManyValues(at)
        self.positions[path] = at
        self.written[path] = describe(node)
        if isinstance(node, SequenceNode):
            return tuple(self.read((*path, index), item, mark(item)) for index, item in enumerate(node.value))
        if isinstance(node, MappingNode):
            return self._read_mapping(path, node)
        return self._read_scalar(path, node)

    def _read_mapping(self, path: Path, node: MappingNode) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else describe(key_node)
            here = (*path, key)
            if re.search(HALF_A_CHARACTER, key):
                self._pass_over(here, "half of a character", "whole characters", "remove the escape")
                self.key_positions[here] = self.positions[here] = mark(key_node)
                continue
            if key in values:
                self._pass_over_duplicate(here, key_node)
                continue
            self.key_positions[here] = mark(key_node)
            if key_node.tag == MERGE_TAG:
                remedy = "write the fields out"
                self.findings.append(Finding(here, "a merge key", "keys of the plan", remedy, at_key=True))
            empty = isinstance(value_node, ScalarNode) and value_node.value == "" and not value_node.style
            values[key] = self.read(here, value_node, mark(key_node if empty else value_node))
        return values

    def _pass_over_duplicate(self, path: Path, key_node: Node) -> None:
        remedy = f"keep one of the two, the first is in line {self.key_positions[path][0] + 1}"
        finding = Finding(
            path,
            "this key is given twice",
            "every key once",
            remedy,
            f"{path[-1]} again",
            position=mark(key_node),
        )
        self.findings.append(finding)

    def _read_scalar(self, path: Path, node: Node) -> Any:
        tag, text = str(node.tag), node.value
        if tag not in PLAIN_TAGS:
            self._pass_over(path, f"a tag ({tag.removeprefix(TAG_PREFIX)})", "plain values", "remove the tag")
            return None
        if re.search(HALF_A_CHARACTER, text):
            self._pass_over(path, "half of a character", "whole characters", "remove the escape")
            return None
        if tag == TAG_PREFIX + "null":
            return None
        if tag == TAG_PREFIX + "bool":
            return text.casefold() == "true"
        if tag == TAG_PREFIX + "int" and re.fullmatch(r"[-+]?[0-9]+", text):
            return self._read_whole_number(path, text)
        if tag == TAG_PREFIX + "float":
            return self._read_number(path, text)
        return text

    def _read_whole_number(self, path: Path, text: str) -> int | None:
        if len(text) > MAX_INTEGER_DIGITS:
            allowed = f"at most {MAX_INTEGER_DIGITS} digits"
            self._pass_over(path, "a number that is too large", allowed, "write a smaller number")
            return None
        return int(text)

    def _read_number(self, path: Path, text: str) -> float | str | None:
        try:
            number = float(text.replace("_", ""))
        except ValueError:
            number = float("nan")
        if number - number != 0:  # infinity and "not a number" alone differ from themselves
            self._pass_over(path, "not a number that can be counted with", "finite numbers", "write a number")
            return None
        return number

    def _pass_over(self, path: Path, problem: str, allowed: str, remedy: str) -> None:
        self.findings.append(Finding(path, problem, allowed, remedy))


def mark(node: Node) -> tuple[int, int]:
    """Return line and column, from 0, of where a node starts."""
    return node.start_mark.line, node.start_mark.column


def describe(node: Node) -> str:
    """Return what a message repeats of a value: the text itself, or what kind of thing it is."""
    if isinstance(node, SequenceNode):
        return f"a list of {len(node.value)}" if node.value else "an empty list"
    if isinstance(node, MappingNode):
        keys = [shorten(str(key.value)) for key, _ in node.value if isinstance(key, ScalarNode)]
        return shorten(f"a mapping with {', '.join(keys)}") if keys else "an empty mapping"
    if str(node.tag) == TAG_PREFIX + "null":
        return "nothing"
    return quote(node.value) if str(node.tag) == TAG_PREFIX + "str" else shorten(node.value)


def quote(text: str) -> str:
    """Return `text` in quotes on one line, shortened."""
    return json.dumps(shorten(text), ensure_ascii=False)


def printable(text: str) -> str:
    """Return `text` with every character that cannot be printed written as its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shorten(text: str) -> str:
    """Return `text`, or its start and an ellipsis."""
    return text if len(text) <= MAX_GIVEN_CHARACTERS else text[: MAX_GIVEN_CHARACTERS - 1] + "…"
