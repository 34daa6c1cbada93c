"""Read YAML text into a `Tree` of plain values with positions, refusing what no plan needs: directives, bombs.

Deliberately not here: what a plan may contain. Nothing in this file knows a field.
"""

import re
import warnings

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from components.plan.findings import Finding
from components.plan.tree import MAX_DEPTH, MAX_VALUES, TooManyValues, Tree, mark

TOO_DEEP = Finding(
    (), f"nested deeper than {MAX_DEPTH}", "the fields of a plan", "remove the nesting", "this nesting"
)
DIRECTIVE = Finding((), "a YAML directive", "YAML without directives", "remove this line", "this line")

HOSTILE_TEXTS = ((rf"(?:[\[{{]\s*){{{MAX_DEPTH + 1}}}", TOO_DEEP), (r"^%(?:YAML|TAG)\b", DIRECTIVE))
"""Looked for before parsing: the scanner's time grows with the square of nested brackets, and a directive changes
what plain words mean."""


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
    for pattern, finding in HOSTILE_TEXTS:
        if found := re.search(pattern, text, re.MULTILINE):
            raise Unreadable(*_position_of_character(text, found.start()), finding)
    node = _compose(text)
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


def _compose(text: str) -> Node | None:
    """Return the node of the one document, None for an empty one; raise `Unreadable` for anything else."""
    yaml = YAML(typ="rt")
    yaml.max_depth = MAX_DEPTH
    try:
        with warnings.catch_warnings():
            # An anchor that is given twice is no mistake in YAML: an alias means the nearest before it.
            warnings.simplefilter("ignore")
            return yaml.compose(text)
    except ReaderError as error:
        line, column = _position_of_character(text, error.position)
        raise Unreadable(line, column, _syntax("a character that YAML does not allow", "remove it")) from None
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        raise Unreadable(place.line, place.column, _explain_syntax(error)) from None
    except (YAMLError, ValueError, NotImplementedError) as error:
        raise Unreadable(0, 0, _syntax(str(error).splitlines()[0][:200], "correct the YAML")) from None


SYNTAX_REMEDIES = (
    (r"another document", "a second document", "keep one plan in one file, and remove the line ---"),
    (r"maximum depth", TOO_DEEP.problem, TOO_DEEP.remedy),
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
