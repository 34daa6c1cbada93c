"""How long a file and a function may be, and what is excused from it."""

import ast
from pathlib import Path

from tests.architecture.tree import PACKAGES, files, parse

FILE_LINES = 250
"""What a reader takes in at one sitting; the codebases worth learning from stay below it."""

FUNCTION_LINES = 40
"""One screen, from `def` or its first decorator to the last line of the body."""

SOURCES = {".py", ".sh", ".go", ".toml", ".yaml", ".yml", ".md"}
"""Endings of the files that people write; `Makefile` and `.ci/run` have none and are measured as well."""

EXCUSED = {
    "requirements/*.txt": "written by `make requirements`",
    "docs/reference/*": "generated from the code it describes",
    "CHANGELOG.md": "grows with every release",
    "docs/how-to/pull-requests/github/comment.yml": "holds the three programs beside it, which are measured",
}
"""Pattern of paths -> why they may be longer."""


def too_long_files(root: Path) -> list[str]:
    """Return one line for each file below `root` with more than `FILE_LINES` lines."""
    found = []
    for path in files(root):
        if (path.suffix in SOURCES or path.name in {"Makefile", "run"}) and not _excused(path):
            lines = (root / path).read_bytes().count(b"\n")
            if lines > FILE_LINES:
                found.append(
                    f"{path}: {lines} lines, at most {FILE_LINES}: split it by what its parts are for"
                )
    return found


def too_long_functions(root: Path) -> list[str]:
    """Return one line for each Python function below `root` with more than `FUNCTION_LINES` lines."""
    found = []
    for path in files(root):
        if path.suffix == ".py" and path.parts[0] in {*PACKAGES, "tests", "toolchain"}:
            for node in ast.walk(parse(root / path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = _length(node)
                    if lines > FUNCTION_LINES:
                        found.append(
                            f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION_LINES}"
                        )
    return found


def needless_excuses(root: Path) -> list[str]:
    """Return the patterns of `EXCUSED` that excuse no file below `root`."""
    return [pattern for pattern in EXCUSED if not any(path.match(pattern) for path in files(root))]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    parametrized = sum(
        (decorator.end_lineno or decorator.lineno) - decorator.lineno + 1
        for decorator in function.decorator_list
        if ast.unparse(decorator).startswith("pytest.mark.parametrize")  # a table of cases, not code
    )
    return (function.end_lineno or function.lineno) - first + 1 - parametrized


def _excused(path: Path) -> bool:
    return any(path.match(pattern) for pattern in EXCUSED)
