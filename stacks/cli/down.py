"""`groundplan down`: remove everything that `up` made, after telling what will be lost."""

from typing import Annotated

import typer

from stacks import this_machine
from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import (
    DEFAULT_STACK,
    JsonOption,
    StackOption,
    YesOption,
    ask,
    require_consent_possible,
)
from stacks.loss import describe_loss, lost_stores
from stacks.session import Session, is_passphrase_lost, is_unrecorded, open_session, prepare
from stacks.state import Deployment
from stacks.teardown import (
    ON_THIS_MACHINE,
    require_known_data,
    require_on_this_machine,
    require_permission_to_destroy,
    take_down,
    target_of,
)

KeepDataOption = Annotated[
    bool,
    typer.Option(
        "--keep-data",
        help="Leave the volumes and their keys; the next `up` takes them back.",
        show_default=False,
    ),
]
DestroyDataOption = Annotated[
    str | None,
    typer.Option(
        "--destroy-data", metavar="NAME", help="In production: the plan's name, to destroy its stores."
    ),
]


def down(
    stack: StackOption = DEFAULT_STACK,
    yes: YesOption = False,
    keep_data: KeepDataOption = False,
    destroy_data: DestroyDataOption = None,
    json: JsonOption = False,
) -> None:
    """Remove everything that `up` made, after telling what will be lost."""
    if keep_data and destroy_data is not None:
        raise Refused("--keep-data and --destroy-data contradict each other; give one of them")
    require_consent_possible(yes)
    session = open_session(stack)
    is_locked_out = not keep_data and is_passphrase_lost(session)
    deployment = _recorded(session, is_locked_out=is_locked_out)
    if not keep_data:
        _tell_loss(session, deployment, destroy_data)
    if deployment is not None and is_locked_out:
        require_on_this_machine(stack, deployment)
        console.print("the passphrase is lost, so nothing can open the volumes any more", markup=False)
    if not yes:
        ask(f"Take down stack {stack}?")
    is_gone, removed = take_down(
        session, deployment, keep_data=keep_data, is_locked_out=is_locked_out, is_quiet=json
    )
    if json:
        print_document({"stack": stack, "record": "gone" if is_gone else "kept", "removed": removed})
    else:
        print_result("\n".join(_told(stack, is_gone, keep_data, removed)))


def _recorded(session: Session, *, is_locked_out: bool) -> Deployment | None:
    """Return the recorded state; where there is surely none, neither engine nor passphrase is asked for."""
    if is_unrecorded(session):
        return None
    return prepare(session, unlocking="unused" if is_locked_out else "given")


def _tell_loss(session: Session, deployment: Deployment | None, destroy_data: str | None) -> None:
    """Show what will be lost, and stop where that needs the name of what is destroyed."""
    require_known_data(session, deployment, destroy_data)
    if deployment is None:
        console.print(f"there is no state of stack {session.stack}; only leftovers are removed", markup=False)
        return
    require_permission_to_destroy(session.stack, deployment.outputs, deployment, destroy_data)
    stores = lost_stores(deployment)
    is_here = target_of(deployment) == ON_THIS_MACHINE
    versions = this_machine.model_versions(session.stack) if stores and is_here else ()
    console.print("this will be lost for good:", style="bold")
    for line in describe_loss(stores, versions):
        console.print(f"  {line}", markup=False)


def _told(stack: str, is_gone: bool, keep_data: bool, swept: list[str]) -> list[str]:
    """Return the last lines of a successful run."""
    lines = [f"removed {line}" for line in swept]
    if keep_data and not is_gone:
        return [
            *lines,
            f"stack {stack} is down; its volumes and keys are kept and the next `up` takes them back",
        ]
    return [*lines, f"stack {stack} is down; nothing of it is left"]
