"""Every test is one that pytest runs, mirrors the source it is about, and skips only for a reason listed here."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import files, parse, python_files

UNMIRRORED = (
    *("architecture", "bench", "clouds", "control_plane", "end_to_end", "judges", "object_store"),
    *("policies/clouds", "policies/on_kubernetes"),
)
"""Folders of tests/ that are about the whole, or about all packs, and so mirror no single source file."""

SKIPS: dict[str, str] = {}
"""Test file -> why a test in it may be skipped or expected to fail on some machines."""

_HIDING_SETTINGS = {
    "norecursedirs",
    "python_files",
    "python_functions",
    "python_classes",
    "collect_imported_tests",
}
_HIDING_OPTION = re.compile(r"--ignore(?:-glob)?\b|--deselect\b|(?<!\S)-[km]\b")
_SKIPPING = re.compile(r"(pytest\.)?(mark\.)?(skip|skipif|xfail|importorskip|skip_test|skipTest)")


def uncollected_files(root: Path) -> list[str]:
    """Return one line for each Python file of tests/ that holds tests under a name pytest does not look for."""
    found = []
    for path in python_files(root, "tests"):
        tests = list(_tests(parse(root / path)))
        named = path.name.startswith("test_")
        if tests and not named:
            found.append(f"{path}: holds {tests[0]}, but pytest only collects from test_*.py")
        if named and not tests:
            found.append(f"{path}: holds no test")
    return found


def unreachable_tests(root: Path) -> list[str]:
    """Return one line for each test function of tests/ that pytest cannot see where it is written."""
    found = []
    for path in python_files(root, "tests"):
        tree = parse(root / path)
        seen = set(_tests(tree))
        for node in ast.walk(tree):
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if function and node.name.startswith("test_") and node.name not in seen:
                found.append(f"{path}:{node.lineno}: {node.name} is nested where pytest does not look")
    return found


def hiding_settings(root: Path) -> list[str]:
    """Return one line for each pytest setting or conftest variable of `root` that keeps tests from being run."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings.get("tool", {}).get("pytest", {}).get("ini_options", {})
    found = [f"pyproject.toml: {name} hides tests" for name in options if name in _HIDING_SETTINGS]
    found += [
        f"pyproject.toml: {option} hides tests"
        for option in _HIDING_OPTION.findall(options.get("addopts", ""))
    ]
    if options.get("testpaths", ["tests"]) != ["tests"]:
        found.append("pyproject.toml: testpaths names more or less than tests/")
    for path in python_files(root, "tests"):
        if path.name == "conftest.py" and "collect_ignore" in (root / path).read_text(encoding="utf-8"):
            found.append(f"{path}: collect_ignore hides tests")
    return found


def unmirrored_tests(root: Path) -> list[str]:
    """Return one line for each test file whose path mirrors no source.

    `tests/a/test_b.py` and `tests/a/test_b_<aspect>.py` mirror `a/b.<any ending>` or the folder `a/b`.
    """
    paths = files(root)
    sources = {path.with_suffix("") for path in paths} | {parent for path in paths for parent in path.parents}
    found = []
    for path in paths:
        if path.parts[0] != "tests" or path.suffix != ".py" or not path.name.startswith("test_"):
            continue
        folder = path.parent.relative_to("tests")
        if any(folder.is_relative_to(whole) for whole in UNMIRRORED):
            continue
        words = path.stem.removeprefix("test_").split("_")
        stems = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
        if not any(folder / name in sources for stem in stems for name in (stem, f"__{stem}__")):
            found.append(
                f"{path}: it mirrors no source; name it test_<source>.py or test_<source>_<aspect>.py"
            )
    return found


def unlisted_skips(root: Path, listed: dict[str, str]) -> list[str]:
    """Return one line for each skip or expected failure in tests/ whose file `listed` gives no reason for."""
    return [
        f"{path}:{line}: {name} without an entry in SKIPS of tests/architecture/collection.py"
        for path in python_files(root, "tests")
        for line, name in _skips(parse(root / path))
        if str(path) not in listed
    ]


def needless_skip_entries(root: Path, listed: dict[str, str]) -> list[str]:
    """Return the files `listed` excuses although nothing in them is skipped."""
    skipping = {str(path) for path in python_files(root, "tests") if any(_skips(parse(root / path)))}
    return [path for path in listed if path not in skipping]


def _tests(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(ast.Module(body=node.body, type_ignores=[]))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield node.name


def _skips(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _SKIPPING.fullmatch(ast.unparse(node)):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom) and node.module in {"pytest", "unittest"}:
            yield from ((node.lineno, alias.name) for alias in node.names if _SKIPPING.fullmatch(alias.name))
