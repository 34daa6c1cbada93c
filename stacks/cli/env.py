"""`groundplan env`: print what a shell exports so that plain `pulumi`, `ray` and `serve` do the same work."""

import os
import shlex
from collections.abc import Mapping
from typing import Annotated

import typer

from stacks.cli.console import print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import find_cluster, stack_outputs
from stacks.session import Session, exported_variables, open_session

PREFERRED_BY_THE_ENGINE = "PULUMI_CONFIG_PASSPHRASE"
"""Set, it would hide our passphrase file from a plain `pulumi`."""


def env(
    stack: StackOption = DEFAULT_STACK,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="NAME", help="Aim `ray` and `serve` at this cluster [training's]."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Print export lines: `eval "$(groundplan env)"`."""
    session = open_session(stack, may_build=False)
    variables = {
        "PATH": session.driver.environment["PATH"],
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_STACK": stack,
        **exported_variables(session.folders, session.backend),
        **ray_variables(session, cluster),
    }
    if json:
        print_document(variables)
    else:
        print_result(export_lines(variables, is_hidden=PREFERRED_BY_THE_ENGINE in os.environ))


def ray_variables(session: Session, cluster: str | None) -> dict[str, str]:
    """Return what aims Ray's own tools at a cluster; nothing when the stack is not up and none was named."""
    try:
        outputs = stack_outputs(session)
        found = find_cluster(outputs, cluster, "training")
    except Refused:
        if cluster is not None:
            raise
        return {}
    return {
        "RAY_ADDRESS": found.job_api,
        "RAY_API_SERVER_ADDRESS": found.job_api,
        "RAY_DASHBOARD_ADDRESS": found.job_api,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(found.token_file),
    }


def export_lines(variables: Mapping[str, str], *, is_hidden: bool) -> str:
    """Return lines for a POSIX shell that export the variables, quoted.

    Args:
        variables: what to export.
        is_hidden: whether the shell has a variable that would hide the passphrase file; it is then unset.
    """
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    if is_hidden:
        lines.append(f"unset {PREFERRED_BY_THE_ENGINE}")
    return "\n".join(lines)
