"""The rules on plans, for whoever changes a stack: what a pull request is refused for is not brought up either."""

from datetime import UTC, datetime
from pathlib import Path

from stacks.cli.console import console
from stacks.cli.failures import PolicyRefused
from stacks.paths import PROJECT_ROOT


def require_allowed(file: Path) -> None:
    """Say which breaches of a valid plan are waived, as of today in UTC, and which a team lets pass.

    Raises:
        PolicyRefused: a rule is broken and nobody waived that; the message names each, with line and column.
        Refused: what the team has set of the rules cannot be read.
    """
    told = _judged(file)
    for outcome in ("waived", "advised"):
        for line in told[outcome]:
            console.print(f"{outcome}: {line}", markup=False)
    if told["refused"]:
        raise PolicyRefused("\n  ".join([f"{file.name} is refused by policy:", *told["refused"]]))


def refusal_of(file: Path) -> PolicyRefused | None:
    """Return what `require_allowed` would raise, to be told beside other things."""
    try:
        require_allowed(file)
    except PolicyRefused as refused:
        return refused
    return None


def _judged(file: Path) -> dict[str, list[str]]:
    """Return outcome -> a line for each finding about a plan; nothing about one with errors, told as those."""
    from policies.on_plan.judging import judge
    from stacks.checking.finding import of_rules
    from stacks.checking.reading import read_plan
    from stacks.checking.wording import finding_text
    from stacks.policies_at_hand import known_rules, set_of_rules

    told: dict[str, list[str]] = {"refused": [], "waived": [], "advised": []}
    read = read_plan(file)
    if read.plan is None:
        return told
    found = judge(
        read.plan, read.topology, datetime.now(UTC).date(), known_rules(), set_of_rules(PROJECT_ROOT)
    )
    for each in of_rules(found, read.tree):
        place = f"{each.place.line}:{each.place.column}: " if each.place and each.place.line else ""
        told[each.outcome].append(f"{place}{each.rule}: {finding_text(each)}")
    return told
