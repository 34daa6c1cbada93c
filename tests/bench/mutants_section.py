"""The section of the mutants: the share caught, who survives and why, and where checkov says otherwise."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.bench.mutants_by_checkov import FRAMEWORKS, Answer
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.survivors import OF_SOME, REASONS

EXPLANATION = """
Every security-relevant property of every example plan's resources, broken one at a time: encryption, exposure, rights,
logs, protection, limits, and what relates resources, such as another store, another purpose's group, a writer's role or
another account (`tests/policies/mutants`). A mutant is caught if a rule refuses it; the unbroken examples give no
alarm. Goal: 98 % caught. checkov judges each broken resource beside the unbroken one, and catches what the broken one
alone fails; it `has a check` for a mutant where it says anything of its resource.
"""
NOTHING_TO_READ = "nothing to read: the resource is gone, or only the engine knows its protection"
NO_FRAMEWORK = "reads nothing of this target"
NO_CHECK = "has no check for the type"
RELATION = "reads one resource alone: the value is right by itself, and another's"
THE_SAME = "its checks say the same of both"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One mutant: which rules catch it, and what checkov says; None where it could not be asked."""

    target: str
    example: str
    mutation: Mutation
    rules: frozenset[str]
    answer: Answer | None

    @property
    def checks(self) -> frozenset[str]:
        """checkov's checks that catch it."""
        return self.answer.fails if self.answer else frozenset()

    @property
    def lacks(self) -> str:
        """Why checkov does not catch it, in words."""
        if self.answer is None:
            return NOTHING_TO_READ if self.target in FRAMEWORKS else NO_FRAMEWORK
        if not self.answer.is_judged:
            return NO_CHECK
        return RELATION if self.mutation.is_relational else THE_SAME


def section(title: str, found: Sequence[Outcome], names: Mapping[str, str]) -> str:
    """Return the section, `names` being what checkov's checks are called; the last row is all targets together."""
    targets = list(dict.fromkeys(each.target for each in found))
    rows = [_row(target, [each for each in found if each.target == target]) for target in targets]
    head = (
        "| target | mutants | of mutations | caught | share | checkov: catches | has a check | both | ours alone "
        "| checkov alone | neither |"
    )
    return "\n".join(
        [
            f"## {title}\n\n{EXPLANATION.strip()}\n",
            f"{datetime.now(UTC).date().isoformat()}; one run, since nothing in it is left to chance.\n",
            *(head, "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"),
            *rows,
            _row("all", found),
            *_table(
                "What survives:", ("target", "mutation", "mutants", "of", "checkov", "why"), _survivors(found)
            ),
            *_table(
                "What ours catch alone, and what checkov lacks there:",
                ("target", "type", "mutants", "checkov", "properties"),
                (*_alone(found), *_unread(found)),
            ),
            *_table(
                "What both catch, by checkov's checks:",
                ("target", "check", "mutants", "our rules"),
                _both(found, names),
            ),
            "",
        ]
    )


def _table(opening: str, heads: Sequence[str], rows: Iterable[str]) -> list[str]:
    found = list(rows)
    if not found:
        return [f"\n{opening} nothing."]
    return [f"\n{opening}\n", f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |", *found]


def _row(what: str, found: Sequence[Outcome]) -> str:
    caught = sum(bool(each.rules) for each in found)
    judged = sum(bool(each.answer and each.answer.is_judged) for each in found)
    pairs = Counter((bool(each.rules), bool(each.checks)) for each in found)
    theirs = pairs[True, True] + pairs[False, True]
    return (
        f"| {what} | {len(found):,} | {len({each.mutation for each in found})} | {caught:,} | "
        f"**{caught / len(found):.1%}** | {theirs:,} | {judged:,} | {pairs[True, True]:,} "
        f"| {pairs[True, False]:,} | {pairs[False, True]:,} | {pairs[False, False]:,} |"
    )


def _survivors(found: Sequence[Outcome]) -> Iterator[str]:
    every = Counter((each.target, each.mutation) for each in found)
    theirs: dict[tuple[str, Mutation], list[Outcome]] = {}
    for each in found:
        if not each.rules:
            theirs.setdefault((each.target, each.mutation), []).append(each)
    for (target, mutation), alive in theirs.items():
        reasons = {**REASONS[target], **OF_SOME.get(target, {})}
        checks = sorted(frozenset().union(*(each.checks for each in alive)))
        yield (
            f"| {target} | `{_escaped(mutation)}` | {len(alive)} | {every[target, mutation]} | "
            f"{', '.join(f'`{check}`' for check in checks) or 'passes'} | {reasons.get(str(mutation), 'no rule yet')} |"
        )


def _alone(found: Iterable[Outcome]) -> Iterator[str]:
    rows: dict[tuple[str, str, str], list[Mutation]] = {}
    for each in found:
        if each.rules and not each.checks:
            rows.setdefault((each.target, each.mutation.type, each.lacks), []).append(each.mutation)
    order = list(dict.fromkeys(target for target, _, _ in rows))
    for target, kind, lacks in sorted(rows, key=lambda row: (order.index(row[0]), *row[1:])):
        mutations = rows[target, kind, lacks]
        if lacks == NOTHING_TO_READ:
            continue
        ways = dict.fromkeys(f"`{mutation.way}`" if mutation.way else "whole" for mutation in mutations)
        yield f"| {target} | {_short(kind)} | {len(mutations)} | {lacks} | {', '.join(ways)} |"


def _unread(found: Iterable[Outcome]) -> Iterator[str]:
    """Yield a row for each target of what checkov cannot read: the types and how many mutants they have."""
    rows: dict[str, Counter[str]] = {}
    for each in found:
        if each.rules and each.lacks == NOTHING_TO_READ:
            rows.setdefault(each.target, Counter())[_short(each.mutation.type)] += 1
    for target, kinds in rows.items():
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        yield f"| {target} | several | {kinds.total()} | {NOTHING_TO_READ} | {listed} |"


def _both(found: Iterable[Outcome], names: Mapping[str, str]) -> Iterator[str]:
    rows: dict[tuple[str, str], list[Outcome]] = {}
    for each in found:
        for check in sorted(each.checks) if each.rules else ():
            rows.setdefault((each.target, check), []).append(each)
    for (target, check), caught in sorted(rows.items()):
        rules = sorted(frozenset.intersection(*(each.rules for each in caught)))
        several = sorted(frozenset().union(*(each.rules for each in caught)))
        ours = ", ".join(f"`{rule}`" for rule in rules[:2]) or f"{len(several)} rules"
        yield f"| {target} | `{check}` {names.get(check, '')} | {len(caught)} | {ours} |"


def _short(kind: str) -> str:
    return kind.rpartition(":")[2]


def _escaped(mutation: Mutation) -> str:
    return str(mutation).replace("|", "\\|")
