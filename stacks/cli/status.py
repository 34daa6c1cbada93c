"""`groundplan status`: what runs now, and where."""

from stacks import this_machine
from stacks.addresses import describe, stack_document
from stacks.cli.console import print_document, print_result
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import stack_outputs
from stacks.session import open_session

TARGETS_ON_THIS_MACHINE = ("local",)
"""The targets whose nodes can be looked at without asking another machine."""


def status(stack: StackOption = DEFAULT_STACK, json: JsonOption = False) -> None:
    """Show what runs now: clusters, addresses, nodes, stores."""
    session = open_session(stack, may_build=False)
    outputs = stack_outputs(session)
    states = this_machine.node_states(stack) if outputs.get("target") in TARGETS_ON_THIS_MACHINE else None
    document = stack_document(stack, outputs, states)
    if json:
        print_document(document)
    else:
        print_result("\n".join(describe(document)))
