"""`groundplan promote`: let a model version cross from training to serving, if it passes the accuracy gate."""

import json as json_format
import subprocess
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from stacks import paths, this_machine
from stacks.cli.console import console, print_document, print_plain_command, print_result
from stacks.cli.failures import Failed, PolicyRefused, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import KUBERNETES
from stacks.session import Session, is_unrecorded, open_session, read_state

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
    try:
        command = list(this_machine.promotion_command(stack, arguments, paths.PROJECT_ROOT))
    except Refused:
        elsewhere = _outputs_elsewhere(stack)
        if elsewhere is None:
            raise
        document = _promote_elsewhere(*elsewhere, arguments)
    else:
        document = _promote_here(command)
    if json:
        print_document(document)
    else:
        copied = "copied to" if document["copied"] else "already in"
        accuracy = f"held-out accuracy {document['accuracy']:.4f}"
        print_result(f"version {document['version']} ({accuracy}) is promoted; {copied} {document['path']}")


def _promote_here(command: Sequence[str]) -> dict[str, Any]:
    """Promote in the sandbox on this machine, and return what the program tells."""
    print_plain_command(command)
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip() or f"the promotion ended with {done.returncode} and without a word"
        raise ENDINGS.get(done.returncode, Failed)(said)
    if done.stderr.strip():
        console.print(done.stderr.strip(), style="dim", markup=False)
    return json_format.loads(done.stdout.strip().splitlines()[-1])


def _outputs_elsewhere(stack: str) -> tuple[Session, Mapping[str, Any]] | None:
    """Return the session and the outputs of a stack on Kubernetes, None of any other."""
    session = open_session(stack, may_build=False)
    if is_unrecorded(session):
        return None
    deployment = read_state(session)
    if deployment is None or KUBERNETES not in deployment.outputs:
        return None
    return session, deployment.outputs


def _promote_elsewhere(
    session: Session, outputs: Mapping[str, Any], arguments: Sequence[str]
) -> dict[str, Any]:
    """Promote beside the serving cluster, and return what the program tells."""
    from stacks.reaching.promoting import document_in, run_promotion

    ended = run_promotion(session, outputs, arguments)
    if ended.exit_code != 0:
        last = ended.said.strip().splitlines()[-1:]
        said = last[0] if last else f"the promotion ended with {ended.exit_code} and without a word"
        raise ENDINGS.get(ended.exit_code, Failed)(said)
    return document_in(ended.said)
