"""`groundplan promote`: let a model version cross from training to serving, if it passes the accuracy gate."""

import json as json_format
import subprocess
from typing import Annotated

import typer

from stacks import paths, this_machine
from stacks.cli.console import console, print_document, print_plain_command, print_result
from stacks.cli.failures import Failed, PolicyRefused, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption

ENDINGS = {2: Refused, 3: PolicyRefused}
"""How the promotion program's exit codes end the command; any other failure is `Failed`."""


def promote(
    version: Annotated[
        int | None, typer.Argument(metavar="VERSION", help="The version; by default the latest.")
    ] = None,
    minimum_accuracy: Annotated[
        float | None,
        typer.Option("--minimum-accuracy", metavar="SHARE", help="The gate, 0 to 1 [the workload's own]."),
    ] = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """Promote a model version to serving, if it passes the accuracy gate."""
    arguments = ["--json"]
    if version is not None:
        arguments += ["--version", str(version)]
    if minimum_accuracy is not None:
        arguments += ["--minimum-accuracy", str(minimum_accuracy)]
    command = list(this_machine.promotion_command(stack, arguments, paths.PROJECT_ROOT))
    print_plain_command(command)
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip() or f"the promotion ended with {done.returncode} and without a word"
        raise ENDINGS.get(done.returncode, Failed)(said)
    if done.stderr.strip():
        console.print(done.stderr.strip(), style="dim", markup=False)
    document = json_format.loads(done.stdout.strip().splitlines()[-1])
    if json:
        print_document(document)
    else:
        copied = "copied to" if document["copied"] else "already in"
        accuracy = f"held-out accuracy {document['accuracy']:.4f}"
        print_result(f"version {document['version']} ({accuracy}) is promoted; {copied} {document['path']}")
