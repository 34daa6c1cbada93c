"""`groundplan audit`: list what is still there of a stack, as its provider tells it, and fail where anything is."""

from datetime import UTC, datetime

from stacks.auditing.looking import audit_stack
from stacks.auditing.showing import audit_document, going_lines, left_table
from stacks.cli.console import console, print_document, print_result, print_table
from stacks.cli.failures import Failed
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.plan_choice import chosen_plan, load_valid_plan
from stacks.session import open_session


def audit(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """List what is still there of a stack, and fail where anything is; nothing is changed."""
    session = open_session(stack, may_build=False)
    chosen = load_valid_plan(chosen_plan(session, plan))
    with console.status("looking what is left"):
        found = audit_stack(session, chosen)
    for line in (*going_lines(found.going), *found.notes):
        console.print(line, markup=False)
    if json:
        print_document(audit_document(chosen.name, chosen.target, session.stack, found))
    elif found.left:
        print_table(left_table(found.left, datetime.now(UTC)))
    else:
        print_result(f"nothing of plan {chosen.name} is left; looked at {found.place}")
    if found.left:
        raise Failed(
            f"{len(found.left)} of plan {chosen.name} left, looked at {found.place}; run `groundplan down`, and what "
            "nobody knows any more remove by the provider's own command"
        )
