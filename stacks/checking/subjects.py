"""Which plans are checked: those that are named, the stack's, or those of every stack that is configured, or was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stacks.checking.altered import altered_settings
from stacks.checking.checking import Subject
from stacks.checking.configured import (
    are_together,
    only_stack_of_each_plan,
    plan_in,
    stacks_at,
    stacks_now,
    values_at,
)
from stacks.checking.parted import Gone, Unread
from stacks.checking.reading import Base, NoPlan, read_base, read_plan
from stacks.checking.revision import repository_of
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK
from stacks.configuration import plain, plain_values, values_of
from stacks.plan_choice import chosen_plan, configured_plan
from stacks.session import Session, open_session
from stacks.shared_buckets import shared_buckets

Looked = Subject | Unread | Gone
"""What a part of the report is about."""


@dataclass(frozen=True, kw_only=True)
class _Choice:
    """A plan that is looked at with the configuration of a stack; `why_not` says why there is none to look at."""

    file: Path
    session: Session
    why_not: str = ""


def subjects(named: tuple[Path, ...], stack: str | None, revision: str | None) -> tuple[Looked, ...]:
    """Return the plans to check, each read, with its base where a revision is given.

    A plan that nobody named may be new: whoever looks at every plan of a change sees those that it adds, and the stacks
    that it takes away. Among several, a file without a plan to judge keeps no other from being judged.

    Raises:
        Refused: the only plan cannot be read, there is none at all, a revision that is not known, or one that lacks a
            plan that was named to be compared.
    """
    session = open_session(stack or DEFAULT_STACK)
    looks_at_all = not named and stack is None and configured_plan(session) is None
    chosen = tuple(dict.fromkeys(_of_every_stack(session) if looks_at_all else _asked(session, named, stack)))
    gone = tuple(_gone(session, revision)) if looks_at_all and revision is not None else ()
    if not chosen and not gone:
        raise Refused(
            "no stack names a plan; give the path of one: groundplan check stacks/plans/aws-small.yaml"
        )
    read = [_read(choice, revision, is_alone=len(chosen) + len(gone) == 1) for choice in chosen]
    if revision is None:
        return tuple(read)
    may_be_new = not named and stack is None
    compared = (
        _compared(choice, subject, revision, may_be_new=may_be_new) if isinstance(subject, Subject) else subject
        for choice, subject in zip(chosen, read, strict=True)
    )  # fmt: skip
    return (*compared, *gone)


def _asked(session: Session, named: tuple[Path, ...], stack: str | None) -> Iterator[_Choice]:
    of_plans = only_stack_of_each_plan(session) if named and stack is None else {}
    for file in (each.absolute() for each in named):
        yield _choice(of_plans.get(file.resolve(), session), file)
    if not named:
        yield _choice(session, None)


def _choice(session: Session, given: Path | None) -> _Choice:
    try:
        return _Choice(file=chosen_plan(session, given), session=session)
    except Refused as refused:
        return _Choice(file=given or session.configuration_file, session=session, why_not=str(refused))


def _of_every_stack(session: Session) -> Iterator[_Choice]:
    """Yield the plan of each stack that names one; a configuration that cannot be read is told at its place."""
    for each in stacks_now(session):
        try:
            names_one = configured_plan(each) is not None
        except Refused as refused:
            yield _Choice(file=each.configuration_file, session=each, why_not=str(refused))
            continue
        if names_one:
            yield _choice(each, None)


def _gone(session: Session, revision: str) -> Iterator[Gone]:
    """Yield the stacks that followed a plan at a revision, by name, and follow none now."""
    now = {choice.session.stack for choice in _of_every_stack(session)}
    for each in stacks_at(session, revision):
        named = plan_in(values_at(each, revision) or {})
        if named is None or each.stack in now:
            continue
        file = each.configuration_file
        yield Gone(stack=each.stack, file=_shown(file), uri=_uri(file), base=_base(each, named, revision))


def _read(choice: _Choice, revision: str | None, *, is_alone: bool) -> Subject | Unread:
    file = choice.file
    try:
        if choice.why_not:
            raise NoPlan(choice.why_not)
        read, settings = read_plan(file), plain_values(choice.session)
    except Refused as refused:
        if is_alone:
            raise
        why = refused if isinstance(refused, NoPlan) else NoPlan(str(refused))
        return Unread(file=_shown(file), uri=_uri(file), revision=revision, why=why)
    meets = shared_buckets(choice.session, read.plan) if read.plan else ()
    return Subject(file=_shown(file), uri=_uri(file), read=read, base=None, settings=settings, notes=meets)


def _compared(choice: _Choice, subject: Subject, revision: str, *, may_be_new: bool) -> Subject:
    """Return a subject with its base and what of its stack's configuration differs from that of the base."""
    file, session = choice.file, choice.session
    before: Mapping[str, Any] | None = None
    is_the_stacks = _is_plan_of(session, file)
    if are_together(session.configuration_file, file):
        before = values_at(session, revision)
        if before is None and is_the_stacks and may_be_new:
            note = f"{revision} has no stack {session.stack}: all of it is new"
            return replace(subject, base=Base(revision=revision, is_missing=True, note=note))
    named = plan_in(before) if before is not None and is_the_stacks else None
    base = _base(session, named, revision) if named else read_base(file, revision)
    if base.is_missing and not may_be_new:
        raise Refused(
            f"--base: {revision} has no {_shown(file)}; give a revision that has it, or leave --base out: all of "
            "the plan is new"
        )
    if before is None:
        return replace(subject, base=replace(base, settings=subject.settings))
    altered = altered_settings(_uri(session.configuration_file), before, values_of(session))
    return replace(subject, base=replace(base, settings=plain(before)), altered=altered)


def _base(session: Session, named: str, revision: str) -> Base:
    """Return the plan that a stack followed at a revision; one that lies elsewhere has no revision there."""
    file = session.project_root / named
    if not are_together(session.configuration_file, file):
        note = f"the plan of {revision}, {named}, is not in the repository, so nothing is compared with it"
        return Base(revision=revision, is_missing=True, note=note)
    return read_base(file, revision)


def _is_plan_of(session: Session, file: Path) -> bool:
    named = configured_plan(session)
    return named is not None and (session.project_root / named).resolve() == file.resolve()


def _uri(file: Path) -> str:
    place = repository_of(file)
    return f"{place.prefix}{file.name}" if place else _shown(file).as_posix()


def _shown(file: Path) -> Path:
    """Return a path as whoever stands here would write it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
