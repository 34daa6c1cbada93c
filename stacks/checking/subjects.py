"""Which plans are checked: those that are named, the stack's, or those of every stack that is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from stacks.checking.checking import Subject
from stacks.checking.reading import read_base, read_plan
from stacks.checking.revision import repository_of
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK
from stacks.configuration import plain_values
from stacks.plan_choice import chosen_plan, configured_plan
from stacks.session import Session, open_session

CONFIGURATION_NAME = re.compile(r"Pulumi\.(?P<stack>.+)\.yaml")


def subjects(named: tuple[Path, ...], stack: str | None, revision: str | None) -> tuple[Subject, ...]:
    """Return the plans to check, each read, with its base where a revision is given.

    A plan that nobody named may be new: whoever looks at every plan of a change sees those that it adds.

    Raises:
        Refused: a plan that cannot be read, no plan at all, a revision that is not known, or one that lacks a plan that
            was named to be compared.
    """
    chosen = list(dict.fromkeys(_chosen(named, stack)))
    return tuple(
        _subject(file, session, revision, may_be_new=not named and stack is None) for file, session in chosen
    )


def _chosen(named: tuple[Path, ...], stack: str | None) -> Iterator[tuple[Path, Session]]:
    session = open_session(stack or DEFAULT_STACK)
    if named:
        of_plans = {} if stack is not None else _only_stack_of_each_plan(session)
        for file in (chosen_plan(session, given) for given in named):
            yield file, of_plans.get(file.resolve(), session)
    elif stack is not None or configured_plan(session) is not None:
        yield chosen_plan(session, None), session
    else:
        found = [(chosen_plan(each, None), each) for each in _configured(session) if configured_plan(each)]
        if not found:
            raise Refused(
                "no stack names a plan; give the path of one: groundplan check stacks/plans/aws-small.yaml"
            )
        yield from found


def _configured(session: Session) -> Iterator[Session]:
    """Yield each stack that the project has a configuration of, by name; no stack has a name that is not allowed."""
    for file in sorted(session.configuration_file.parent.glob("Pulumi.*.yaml")):
        if match := CONFIGURATION_NAME.fullmatch(file.name):
            with suppress(Refused):
                yield open_session(match["stack"])


def _only_stack_of_each_plan(session: Session) -> dict[Path, Session]:
    """Return plan -> the stack whose settings hold for it; not where several stacks name it, each with its own.

    A configuration that cannot be read names no plan here: it is another stack's matter.
    """
    found: dict[Path, list[Session]] = {}
    for each in _configured(session):
        with suppress(Refused):
            if named := configured_plan(each):
                found.setdefault((session.project_root / named).resolve(), []).append(each)
    return {file: stacks[0] for file, stacks in found.items() if len(stacks) == 1}


def _subject(file: Path, session: Session, revision: str | None, *, may_be_new: bool) -> Subject:
    read = read_plan(file)
    place = repository_of(file)
    base = read_base(file, revision) if revision is not None else None
    if base is not None and base.is_missing and not may_be_new:
        raise Refused(
            f"--base: {base.revision} has no {_shown(file)}; give a revision that has it, or leave --base out: all of "
            "the plan is new"
        )
    return Subject(
        file=_shown(file),
        uri=f"{place.prefix}{file.name}" if place else _shown(file).as_posix(),
        read=read,
        base=base,
        settings=plain_values(session),
    )


def _shown(file: Path) -> Path:
    """Return a path as whoever stands here would write it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
