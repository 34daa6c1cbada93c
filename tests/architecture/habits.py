"""Habits the house does not have: names that say nothing, and tests that wait for the clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import files, parse, python_files

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "core"}
"""They fit any content, so everything ends up in them."""


def empty_names(root: Path) -> list[str]:
    """Return one line for each file or folder of `root` whose name says nothing."""
    found = {
        Path(*path.parts[: depth + 1])
        for path in files(root)
        for depth, part in enumerate(path.parts)
        if part.partition(".")[0].removeprefix("test_") in EMPTY_NAMES
    }
    return [f"{path}: name it for what it holds" for path in sorted(found)]


def fixed_sleeps(root: Path) -> list[str]:
    """Return one line for each sleep in tests/ that is not between two looks at a condition, in a loop."""
    return [
        f"{path}:{line}: wait for a condition in a loop, not for the clock"
        for path in python_files(root, "tests")
        for line in _sleeps(parse(root / path), in_loop=False)
    ]


def _sleeps(node: ast.AST, *, in_loop: bool) -> Iterator[int]:
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "sleep" and not in_loop:
        yield node.lineno
    starts_anew = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _sleeps(
            child, in_loop=not starts_anew and (in_loop or isinstance(node, ast.While | ast.For))
        )
