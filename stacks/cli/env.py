"""`groundplan env`: print what a shell exports so that plain `pulumi`, `ray` and `serve` do the same work."""

import os
import shlex
from collections.abc import Mapping
from typing import Annotated

import typer

from stacks.cli.console import console, print_document, print_plain_command, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import Cluster, Place, find_cluster, stack_outputs
from stacks.configuration import configured
from stacks.reaching.reach import JOB_PORT
from stacks.reaching.way_in import CONTEXT_KEY
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
    if found.place is not None:
        return _variables_behind_a_port_forward(session, found, found.place, is_named=cluster is not None)
    return {
        "RAY_ADDRESS": found.job_api,
        "RAY_API_SERVER_ADDRESS": found.job_api,
        "RAY_DASHBOARD_ADDRESS": found.job_api,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(found.token_file),
    }


def _variables_behind_a_port_forward(
    session: Session, cluster: Cluster, place: Place, *, is_named: bool
) -> dict[str, str]:
    """Return what aims Ray's tools at a cluster on Kubernetes, and tell the commands that open the way to it.

    The token is not among it: it is in no file of ours, so the shell reads it where it lies.
    """
    if not is_named:
        return {}
    context = configured(session, CONTEXT_KEY)
    kubectl = ["kubectl", *(("--context", context) if context else ()), "--namespace", place.namespace]
    address = f"http://127.0.0.1:{JOB_PORT}"
    secret = shlex.join([*kubectl, "get", "secret", place.secret, "--output", "go-template"])
    template = shlex.quote("{{.data." + place.secret_key + " | base64decode}}")
    console.print(f"cluster {cluster.name} answers at {address} while this runs beside:", markup=False)
    print_plain_command([*kubectl, "port-forward", f"service/{place.head_service}", str(JOB_PORT)])
    console.print(f'its token, for this shell: export RAY_AUTH_TOKEN="$({secret}={template})"', markup=False)
    return {
        "RAY_ADDRESS": address,
        "RAY_API_SERVER_ADDRESS": address,
        "RAY_DASHBOARD_ADDRESS": address,
        "RAY_AUTH_MODE": "token",
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
