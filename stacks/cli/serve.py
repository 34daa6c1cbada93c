"""`groundplan serve`: deploy a serving application on the serving cluster and wait until it answers."""

from typing import Annotated

import typer

from stacks.cli.console import console, print_document, print_plain_command, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, ClusterOption, JsonOption, StackOption
from stacks.clusters import find_cluster, stack_outputs
from stacks.reaching.deploying import deploy_on_kubernetes
from stacks.reaching.reach import reach
from stacks.serving import APPLICATIONS, deploy, wait_until_running, write_configuration
from stacks.session import open_session


def serve(
    application: Annotated[
        str, typer.Argument(metavar="APPLICATION", help=f"One of: {', '.join(APPLICATIONS)}.")
    ] = "serve_digits",
    cluster: ClusterOption = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """Deploy an application on the serving cluster and wait until it answers."""
    if application not in APPLICATIONS:
        raise Refused(f"no application is named {application!r}; known: {', '.join(APPLICATIONS)}")
    session = open_session(stack, may_build=False)
    target = find_cluster(stack_outputs(session), cluster, "serving")
    if target.serve is None:
        raise Refused(f"cluster {target.name} does not serve; name a serving cluster with --cluster")
    with reach(session, target) as reached:
        configuration, file = write_configuration(session, reached, application)
        if target.place is None:
            print_plain_command(["serve", "deploy", "--address", target.job_api, str(file)])
            deploy(reached, configuration)
        else:
            deploy_on_kubernetes(session, target, configuration, file)
        with console.status(f"waiting until {application} runs"):
            wait_until_running(reached, configuration)
    if json:
        print_document({"application": application, "cluster": target.name, "address": target.serve})
    else:
        print_result(f"{application} runs on cluster {target.name} and answers at {target.serve}")
