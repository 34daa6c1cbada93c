"""`groundplan preview`: show what `up` would change, judged by the policies, and change nothing."""

from stacks.cli.console import print_document
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.cli.up import ready_stack, show_changes


def preview(plan: PlanOption = None, stack: StackOption = DEFAULT_STACK, json: JsonOption = False) -> None:
    """Show what `up` would change, judged by the policies."""
    session, settings = ready_stack(stack, plan, for_change=False)
    outcome = show_changes(session, settings, is_quiet=json)
    outcome.raise_if_failed("preview")
    if json:
        print_document({"stack": stack, "changes": dict(outcome.changes)})
