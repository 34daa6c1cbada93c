"""`groundplan validate PLAN`: check a plan and show everything that is wrong with it at once."""

from pathlib import Path
from typing import Annotated

import typer

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan
from stacks.cli.console import print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import JsonOption


def validate(
    plan: Annotated[Path, typer.Argument(help="The plan's YAML file.")],
    json: JsonOption = False,
) -> None:
    """Check a plan; ends with 2 when something in it is wrong or not built yet."""
    try:
        loaded = load_plan(plan)
    except PlanErrors as errors:
        if json:
            print_document({"valid": False, "file": str(plan), "errors": errors.as_document()})
        noun = "1 error" if len(errors.errors) == 1 else f"{len(errors.errors)} errors"
        raise Refused(f"the plan has {noun}\n{errors}") from None
    if json:
        print_document({"valid": True, "file": str(plan), "plan": loaded.model_dump(mode="json")})
        return
    clusters = ", ".join(f"{cluster.name} ({cluster.purpose})" for cluster in loaded.clusters)
    print_result(f"{plan}: {loaded.name} is a valid plan for {loaded.target}: {clusters}")
