"""Read YAML text into a `Tree` of plain values with positions, refusing what no plan needs: directives, bombs.

Deliberately not here: what a plan may contain. Nothing in this file knows a field.
"""

import re
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, DocumentStartEvent
from ruamel.yaml.reader import ReaderError

from components.plan.findings import Finding
from components.plan.tree import MAX_DEPTH, MAX_VALUES, TooManyValues, Tree, mark

TOO_MANY_BRACKETS = rf"(?:[\[{{]\s*){{{MAX_DEPTH + 1}}}"
"""Looked for before parsing: the YAML scanner needs time that grows with the square of nested brackets."""

TOO_DEEP = Finding(
    (), f"nested deeper than {MAX_DEPTH}", "the fields of a plan", "remove the nesting", "this nesting"
)


class Unreadable(ValueError):
    """The text is no single YAML document; has the position (from 0) and a finding."""

    def __init__(self, line: int, column: int, finding: Finding) -> None:
        super().__init__(finding.problem)
        self.line, self.column, self.finding = line, column, finding


def read_document(text: str) -> Tree:
    """Parse one YAML document.

    Raises `Unreadable` where there is no YAML to go on with; what can be passed over (a duplicate key, a
    number that is too large) is collected in the tree's `findings`.
    """
    if bomb := re.search(TOO_MANY_BRACKETS, text):
        raise Unreadable(*_position_of_character(text, bomb.start()), TOO_DEEP)
    try:
        _refuse_hostile_events(YAML(typ="rt").parse(text))
        node = YAML(typ="rt").compose(text)
    except Unreadable:
        raise
    except ReaderError as error:
        line, column = _position_of_character(text, error.position)
        raise Unreadable(line, column, _syntax("a character that YAML does not allow", "remove it")) from None
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        raise Unreadable(place.line, place.column, _explain_syntax(error)) from None
    except (YAMLError, ValueError, NotImplementedError) as error:
        raise Unreadable(0, 0, _syntax(str(error).splitlines()[0][:200], "correct the YAML")) from None
    tree = Tree()
    if node is not None:
        try:
            tree.value = tree.read((), node, mark(node))
        except TooManyValues as bomb:
            problem = f"more than {MAX_VALUES} values, or {MAX_DEPTH} levels, with aliases written out"
            raise Unreadable(*bomb.position, _syntax(problem, "remove the aliases")) from None
    return tree


def _position_of_character(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n"), index - (before.rfind("\n") + 1)


def _syntax(problem: str, remedy: str, given: str = "this text") -> Finding:
    return Finding((), problem, "one YAML document", remedy, given)


def _refuse_hostile_events(events: Iterable[Any]) -> None:
    """Raise `Unreadable` for nesting, directives and second documents before anything recursive is run."""
    depth = documents = 0
    for event in events:
        line, column = event.start_mark.line, event.start_mark.column
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                remedy = "keep one plan in one file, and remove the line ---"
                raise Unreadable(line, column, _syntax("a second document", remedy))
            if event.version or event.tags:
                raise Unreadable(0, 0, _syntax("a YAML directive", "remove the lines that start with %"))
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise Unreadable(line, column, TOO_DEEP)


SYNTAX_REMEDIES = (
    (r"'\\t'", "a tab where YAML wants spaces", "indent with spaces"),
    (r"undefined alias", "an alias without its anchor", "write the value out"),
    (
        r"mapping values are not allowed",
        'a second ":" in one entry, or wrong indentation',
        "quote the text, or indent",
    ),
    (r"unexpected end of stream", "a quote that is never closed", "close the quote"),
    (
        r"expected ',' or",
        "a bracket that is never closed, or a missing comma",
        "close the bracket, or add the comma",
    ),
)
"""What the parser's commonest complaints mean for a person: pattern, problem, remedy."""


def _explain_syntax(error: MarkedYAMLError) -> Finding:
    complaint = str(error.problem or error.context or "no YAML")
    for pattern, problem, remedy in SYNTAX_REMEDIES:
        if re.search(pattern, complaint):
            return _syntax(problem, remedy)
    return _syntax(f"not YAML ({complaint})", "correct it; editors show the same place")
