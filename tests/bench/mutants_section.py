"""The section of the mutants: the share caught, who survives and why, and where checkov says otherwise."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.survivors import OF_SOME, REASONS

EXPLANATION = """
Every security-relevant property of every example plan's resources, broken one at a time: encryption, exposure, rights,
logs, protection, limits (`tests/policies/mutants`, written from the properties and not from the rules). A mutant is
caught if a rule refuses it; the unbroken examples give no alarm. Goal: 98 % caught. checkov judges each broken resource
beside the unbroken one; `not judged` are mutants that take a whole resource away.
"""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One mutant: which rules catch it, and whether checkov does; None where checkov was not asked."""

    target: str
    example: str
    mutation: Mutation
    rules: frozenset[str]
    checkov: bool | None


def section(title: str, found: Sequence[Outcome]) -> str:
    """Return the section; the last row is all targets together."""
    targets = list(dict.fromkeys(each.target for each in found))
    rows = [_row(target, [each for each in found if each.target == target]) for target in targets]
    return "\n".join(
        [
            f"## {title}\n\n{EXPLANATION.strip()}\n",
            f"{datetime.now(UTC).date().isoformat()}; one run, since nothing in it is left to chance.\n",
            "| target | mutants | of mutations | caught | share | checkov: catches | both | ours alone | checkov alone "
            "| neither | not judged |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            *rows,
            _row("all", found),
            "\nWhat survives:\n",
            "| target | mutation | mutants | why |",
            "| --- | --- | --- | --- |",
            *_survivors(found),
            "",
        ]
    )


def _row(what: str, found: Sequence[Outcome]) -> str:
    caught = sum(bool(each.rules) for each in found)
    asked = [each for each in found if each.checkov is not None]
    pairs = Counter((bool(each.rules), bool(each.checkov)) for each in asked)
    theirs = pairs[True, True] + pairs[False, True]
    return (
        f"| {what} | {len(found):,} | {len({each.mutation for each in found})} | {caught:,} | "
        f"**{caught / len(found):.1%}** | {theirs:,} of {len(asked):,} | {pairs[True, True]:,} "
        f"| {pairs[True, False]:,} | {pairs[False, True]:,} | {pairs[False, False]:,} | {len(found) - len(asked):,} |"
    )


def _survivors(found: Iterable[Outcome]) -> Iterator[str]:
    counted = Counter((each.target, each.mutation) for each in found if not each.rules)
    for (target, mutation), count in counted.items():
        reasons = {**REASONS[target], **OF_SOME.get(target, {})}
        why = reasons.get(str(mutation), "no rule yet")
        yield f"| {target} | `{mutation}` | {count} | {why} |"
