"""Which plans are checked: those that are named, the stack's, or those of every stack that is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stacks.checking.checking import Subject
from stacks.checking.reading import read_base, read_plan
from stacks.checking.revision import repository_of
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK
from stacks.configuration import plain_values
from stacks.paths import PROJECT_ROOT
from stacks.plan_choice import chosen_plan, configured_plan
from stacks.session import Session, open_session

RULE_NAME = re.compile(r"(require|forbid|restrict)(-[a-z0-9]+)+")
"""How the name of a rule reads; every rule has a file of its name."""

CONFIGURATION_NAME = re.compile(r"Pulumi\.(?P<stack>.+)\.yaml")


def subjects(named: tuple[Path, ...], stack: str | None, revision: str | None) -> tuple[Subject, ...]:
    """Return the plans to check, each read, with its base where a revision is given.

    Raises:
        Refused: a plan that cannot be read, no plan at all, or a revision that is not known.
    """
    chosen = list(dict.fromkeys(_chosen(named, stack)))
    return tuple(_subject(file, session, revision) for file, session in chosen)


def known_rules() -> frozenset[str]:
    """Return the names of the rules of all packs, which a waiver may name."""
    stems = {path.stem.replace("_", "-") for path in (PROJECT_ROOT / "policies").rglob("*.py")}
    return frozenset(stem for stem in stems if RULE_NAME.fullmatch(stem))


def _chosen(named: tuple[Path, ...], stack: str | None) -> Iterator[tuple[Path, Session]]:
    session = open_session(stack or DEFAULT_STACK)
    if named:
        yield from ((chosen_plan(session, file), session) for file in named)
    elif stack is not None or configured_plan(session) is not None:
        yield chosen_plan(session, None), session
    else:
        yield from _of_every_stack(session)


def _of_every_stack(session: Session) -> Iterator[tuple[Path, Session]]:
    """Yield the plan of each stack that the project has a configuration of, by name."""
    found = False
    for file in sorted(session.configuration_file.parent.glob("Pulumi.*.yaml")):
        match = CONFIGURATION_NAME.fullmatch(file.name)
        each = open_session(match["stack"]) if match else None
        if each is not None and configured_plan(each) is not None:
            found = True
            yield chosen_plan(each, None), each
    if not found:
        raise Refused(
            "no stack names a plan; give the path of one: groundplan check stacks/plans/aws-small.yaml"
        )


def _subject(file: Path, session: Session, revision: str | None) -> Subject:
    read = read_plan(file)
    place = repository_of(file)
    return Subject(
        file=_shown(file),
        uri=f"{place.prefix}{file.name}" if place else _shown(file).as_posix(),
        read=read,
        base=read_base(file, revision) if revision is not None else None,
        settings=plain_values(session),
    )


def _shown(file: Path) -> Path:
    """Return a path as whoever stands here would write it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
