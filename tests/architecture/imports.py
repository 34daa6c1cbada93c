"""Who may import whom: the table of the architecture, and a check of a tree against it."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import PACKAGES, parse, python_files

ANY = "*"
"""In `Row.foreign`: every foreign package except Pulumi's."""

IMPURE = (
    *(
        "asyncio",
        "http",
        "random",
        "secrets",
        "socket",
        "ssl",
        "subprocess",
        "time",
        "urllib.request",
        "uuid",
    ),
    *("datetime.datetime.now", "datetime.date.today", "datetime.datetime.utcnow"),
)
"""What the pure folders may not touch: no network, no clock, no chance, no process."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one folder or file may import besides itself and the standard library."""

    ours: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    pure: bool = False


def _target(*foreign: str) -> Row:
    shared = (
        *("contract", "objects", "images", "passwords", "containers", "workload_code", "mounted_stores"),
        *("rest", "settling", "holding", "replacement", "authorities", "registry_client"),
    )
    ours = ("components.topology", *(f"components.{name}" for name in shared))
    return Row(ours=ours, foreign=("pulumi", *foreign))


TABLE = {
    "components": Row(),
    "components.plan": Row(foreign=("pydantic", "pydantic_core", "ruamel.yaml"), pure=True),
    "components.catalog": Row(ours=("components.plan",), pure=True),
    "components.sizing": Row(
        ours=("components.plan", "components.catalog"), foreign=("numpy", "scipy", "highspy"), pure=True
    ),
    "components.topology": Row(ours=("components.plan", "components.catalog"), pure=True),
    "components.contract": Row(ours=("components.topology",), foreign=("pulumi",)),
    "components.images": Row(pure=True),
    "components.containers": Row(pure=True),
    "components.workload_code": Row(ours=("components.containers",), pure=True),
    "components.mounted_stores": Row(ours=("components.containers",), pure=True),
    "components.registry_client": Row(ours=("components.containers", "components.topology"), pure=True),
    "components.authorities": Row(foreign=("cryptography",)),
    "components.passwords": Row(foreign=("pulumi",)),
    "components.objects": Row(foreign=("pulumi",)),
    "components.attached": Row(),
    "components.replacement": Row(pure=True),
    "components.settling": Row(ours=("components.attached",), foreign=("pulumi",)),
    "components.holding": Row(ours=("components.topology",)),
    "components.rest": Row(ours=("components.topology",), foreign=("requests", "urllib3")),
    "components.targets": Row(ours=("components.contract",)),
    "components.aws": _target("pulumi_aws", "pulumi_kubernetes", "boto3", "botocore"),
    "components.gcp": _target("pulumi_gcp", "pulumi_kubernetes", "google.auth"),
    "components.azure": _target("pulumi_azure_native", "pulumi_kubernetes", "azure.identity", "azure.core"),
    "components.kubernetes": _target("pulumi_kubernetes", "kubernetes", "urllib3"),
    "components.hosts": _target("asyncssh", "psutil"),
    "components.services": _target("pulumi_kubernetes", "grafana_foundation_sdk", "ruamel.yaml"),
    "components.ray": _target("pulumi_kubernetes"),
    "stacks": Row(
        # A report puts what a pack says at what the plan names, as waivers are held to names.
        ours=("components", "policies.on_plan", "policies.judge.waivers"),
        foreign=(
            "pulumi",
            "typer",
            "rich",
            "ray.job_submission",
            "kubernetes",
            "httpx",
            "psutil",
            "ruamel.yaml",
            "grpc",
            "google.protobuf",
            "pulumi_kubernetes",
        ),
    ),
    "policies": Row(),
    "policies.on_plan": Row(ours=("components.plan", "components.catalog", "components.topology")),
    # What the SDK of policies speaks with the engine is made of these two: a service takes and gives them.
    "policies.judge": Row(foreign=("pulumi_policy", "ruamel.yaml", "grpc", "pulumi.runtime.proto")),
    # One pack of all the others: it has no rule of its own.
    "policies.all": Row(ours=("policies",)),
    "policies.<pack>": Row(ours=("policies.judge",), foreign=("pulumi_policy", "ruamel.yaml")),
    "workloads": Row(foreign=(ANY,)),
}
"""Module or folder -> what it may import; the most specific row holds, and a pack's row stands for every pack."""


def violations(root: Path) -> list[str]:
    """Return one line for each import in the packages of `root` that the table does not allow."""
    found = []
    for path in python_files(root, *PACKAGES):
        name, row = row_of(module_of(path))
        if row is None:
            found.append(f"{path}: no row of the table of imports covers it")
            continue
        for line, imported in imports(parse(root / path), path.parent.parts):
            if not _allowed(imported, name, row):
                found.append(f"{path}:{line}: {name} may not import {imported}")
    return found


def module_of(path: Path) -> str:
    """Return the dotted name of the module at the relative `path`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def row_of(module: str) -> tuple[str, Row | None]:
    """Return the name of the table's row for `module` and the row, or None where the table has none."""
    package, *rest = module.split(".")
    name = ".".join([package, *rest[:1]])
    if name in TABLE:
        return name, TABLE[name]
    if package == "policies":
        return name, TABLE["policies.<pack>"]
    return (package, TABLE[package]) if package in {"stacks", "workloads"} else (name, None)


def imports(tree: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) for all that a module imports, `import_module("...")` and inner imports included.

    `package` names the folder the module lies in, from which relative imports count.
    `from a import b` yields `a.b`, whether b is a module or a name in it; a read of the clock is yielded as well.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join([*parents, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, name) for name in _called(node))


def _called(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func)
    loads = name in {"import_module", "importlib.import_module", "__import__"}
    if loads and call.args and isinstance(call.args[0], ast.Constant):
        yield str(call.args[0].value)
    if name.startswith(("datetime.", "date.")) and name.rpartition(".")[2] in {"now", "today", "utcnow"}:
        yield f"datetime.{name}" if name.count(".") == 1 else name


def _allowed(imported: str, name: str, row: Row) -> bool:
    if row.pure and _within(imported, *IMPURE):
        return False
    package = imported.split(".")[0]
    if package in sys.stdlib_module_names:
        return True
    if package in PACKAGES or package == "tests":
        own = name in {"components", "policies"}  # these two rows stand for one `__init__.py`, not for a tree
        return _within(imported, *row.ours) or (not own and _within(imported, name))
    if ANY in row.foreign:
        return not package.startswith("pulumi")
    return _within(imported, *row.foreign)


def _within(imported: str, *prefixes: str) -> bool:
    return any(imported == prefix or imported.startswith(f"{prefix}.") for prefix in prefixes)
