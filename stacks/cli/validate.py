"""`groundplan validate PLAN`: check a plan and show everything that is wrong with it at once."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan, read_tree
from stacks.cli.console import print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import JsonOption

if TYPE_CHECKING:
    from components.plan.model import Plan
    from components.topology.errors import TopologyError


def validate(
    plan: Annotated[Path, typer.Argument(help="The plan's YAML file.")],
    json: JsonOption = False,
) -> None:
    """Check a plan; ends with 2 when something in it is wrong, cannot be or is not built yet."""
    try:
        loaded = load_plan(plan)
    except PlanErrors as errors:
        raise _refused(plan, errors.as_document(), str(errors), json=json) from None
    if impossible := _impossible(loaded):
        raise _refused(plan, *_placed(plan, impossible), json=json)
    if json:
        print_document({"valid": True, "file": str(plan), "plan": loaded.model_dump(mode="json")})
        return
    clusters = ", ".join(f"{cluster.name} ({cluster.purpose})" for cluster in loaded.clusters)
    print_result(f"{plan}: {loaded.name} is a valid plan for {loaded.target}: {clusters}")


def _impossible(loaded: "Plan") -> "tuple[TopologyError, ...]":
    """Return why a plan cannot be made anywhere: what no machine, cluster or account has to be asked for."""
    from components.topology.errors import TopologyErrors
    from components.topology.resolve import resolve
    from stacks.catalog.folder import prices_for

    try:
        resolve(loaded, None, **prices_for(loaded.target))
    except TopologyErrors as refused:
        return refused.errors
    return ()


def _placed(plan: Path, errors: "Iterable[TopologyError]") -> tuple[list[dict[str, Any]], str]:
    """Return refusals as plain values and as lines, each with the place of what it is about."""
    from stacks.checking.finding import path_in, place_of

    tree = read_tree(plan)
    places = [(place_of(path_in(error.path, tree.value), tree), error) for error in errors]
    documents = [
        {
            **{"file": str(plan), "line": place.line, "column": place.column, "path": error.path},
            **{"problem": error.asked, "given": None, "allowed": error.allowed, "remedy": error.remedy},
        }
        for place, error in places
    ]
    return documents, "\n".join(f"{plan}:{place.line}:{place.column}: {error}" for place, error in places)


def _refused(plan: Path, errors: Sequence[Mapping[str, Any]], lines: str, *, json: bool) -> Refused:
    if json:
        print_document({"valid": False, "file": str(plan), "errors": errors})
    noun = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    return Refused(f"the plan has {noun}\n{lines}")
