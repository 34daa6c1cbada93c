"""What the configurations of stacks say: as the project has them now, and as a revision had them, read as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from stacks.checking.altered import altered_rules
from stacks.checking.report import Altered
from stacks.checking.revision import at_revision, names_at_revision, repository_of
from stacks.cli.failures import Refused
from stacks.configuration import values_in
from stacks.exact_json import from_json
from stacks.plan_choice import configured_plan
from stacks.policies_at_hand import SETTINGS, set_of_rules
from stacks.session import PLAN_KEY, Session, open_session
from stacks.settings_of_rules import defaults_of

CONFIGURATION_NAME = re.compile(r"Pulumi\.(?P<stack>.+)\.yaml")


def stacks_now(session: Session) -> Iterator[Session]:
    """Yield each stack that the project has a configuration of, by name; no stack has a name that is not allowed."""
    yield from _sessions(file.name for file in session.configuration_file.parent.glob("Pulumi.*.yaml"))


def stacks_at(session: Session, revision: str) -> Iterator[Session]:
    """Yield each stack that the project had a configuration of at a revision, by name. Raises Refused without one."""
    yield from _sessions(names_at_revision(session.configuration_file.parent, revision))


def only_stack_of_each_plan(session: Session) -> dict[Path, Session]:
    """Return plan -> the stack whose settings hold for it; not where several stacks name it, each with its own.

    A configuration that cannot be read names no plan here: it is another stack's matter.
    """
    found: dict[Path, list[Session]] = {}
    for each in stacks_now(session):
        with suppress(Refused):
            if named := configured_plan(each):
                found.setdefault((session.project_root / named).resolve(), []).append(each)
    return {file: stacks[0] for file, stacks in found.items() if len(stacks) == 1}


def values_at(session: Session, revision: str) -> Mapping[str, Any] | None:
    """Return what a stack's configuration said at a revision, by key; None where there was none that could be read.

    Raises:
        Refused: the project lies in no repository, or that has no such revision.
    """
    text = at_revision(session.configuration_file, revision)
    if text is None:
        return None
    try:
        return values_in(text, session.configuration_file.name)
    except Refused:
        return None


def rules_altered(project_root: Path, files: Iterable[Path], revision: str | None) -> tuple[Altered, ...]:
    """Return what a project sets otherwise of the rules than at a revision, if its repository is that of `files`.

    Raises:
        Refused: what is set of the rules has not the form that the engine wants, or there is no such revision.
    """
    said = project_root / SETTINGS
    if revision is None or not any(are_together(said, file.absolute()) for file in files):
        return ()
    return altered_rules(rules_at(project_root, revision), set_of_rules(project_root), defaults_of)


def rules_at(project_root: Path, revision: str) -> Mapping[str, Any]:
    """Return what was set of the rules at a revision; nothing where that could not be read, so that all now is told.

    Raises:
        Refused: the project lies in no repository, or that has no such revision.
    """
    try:
        found = from_json(at_revision(project_root / SETTINGS, revision) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def plan_in(values: Mapping[str, Any]) -> str | None:
    """Return the plan that a configuration names, relative to the project, or None."""
    named = values.get(PLAN_KEY)
    return named if isinstance(named, str) and named else None


def are_together(first: Path, second: Path) -> bool:
    """Return whether two files lie in one repository, so that a revision of it has both."""
    places = [repository_of(file) for file in (first, second)]
    return None not in places and len({place.root for place in places if place}) == 1


def _sessions(names: Iterable[str]) -> Iterator[Session]:
    for name in sorted(names):
        if match := CONFIGURATION_NAME.fullmatch(name):
            with suppress(Refused):
                yield open_session(match["stack"])
