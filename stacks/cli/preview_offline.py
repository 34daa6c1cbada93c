"""What `groundplan preview --offline` shows: a plan's first `up`, or what it changes of a base, on simulated providers.

Both sides are made as `groundplan check --base` makes them; nothing of the user's is read or changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group

from stacks.checking import wording
from stacks.checking.as_text import rows_of
from stacks.checking.changes import holds_data, told_changes
from stacks.checking.checking import SIMULATED, Subject, sides_of
from stacks.checking.losses import left, losses
from stacks.checking.measuring import compared, without_log
from stacks.checking.protected import of_protected
from stacks.checking.reading import Base, NoPlan, read_plan
from stacks.checking.report import Part
from stacks.checking.subjects import subjects
from stacks.cli.console import console, print_document
from stacks.cli.failures import Failed, Refused
from stacks.plan_choice import chosen_plan, load_valid_plan
from stacks.plan_rules import require_allowed
from stacks.policies_at_hand import judged_by
from stacks.session import open_session

if TYPE_CHECKING:
    from stacks.driver import Outcome

OFFLINE = "offline: no provider is asked, every id is simulated, and no stack of yours is read or changed"
"""The first and the last line of such a preview, and in its document."""

PLANS = (".yaml", ".yml")
"""How names end that are taken for a plan's, there or not, and for no revision."""


def preview_offline(given: Path | None, stack: str, base: str | None, *, json: bool) -> None:
    """Show what a plan would make, or change of its base, on simulated providers; leave nothing behind.

    Args:
        given: what `--plan` gave.
        stack: whose configuration holds, as far as it is plain text, such as which network is adopted.
        base: a plan's file, or a Git revision whose plan and configuration are the base; None for a first `up`.
        json: whether one document is told, and no step of the engine.

    Raises:
        Refused: the plan or the base is none, or is not simulated.
        PolicyRefused: the plan breaks a rule.
        Failed: the engine could not preview it.
    """
    file = chosen_plan(open_session(stack), given)
    _require_simulated("--offline: a plan", load_valid_plan(file).target, "leave out --offline, or plan")
    require_allowed(file)
    subject = _subject(file, stack, base)
    console.print(OFFLINE, markup=False)
    try:
        outcome, notes = _driven(subject, base, is_quiet=json)
        part = _part(subject, outcome, notes)
        if not json:
            _tell(part)
        if stopped := of_protected(outcome.errors):
            raise Refused("\n".join(f"{each.resource}: {wording.finding_text(each)}" for each in stopped))
        outcome.raise_if_failed("preview")
        if json:
            _print_document(part, outcome)
    except Failed as failed:
        raise without_log(failed) from None
    finally:
        console.print(OFFLINE, markup=False)


def _driven(subject: Subject, base: str | None, *, is_quiet: bool) -> tuple[Outcome, Sequence[str]]:
    """Let the engine preview a plan, and return what it said and what is to be noted."""
    name, (now, before) = subject.file.name, sides_of(subject)
    with compared(name, now, before) as (session, notes):
        title = f"what {name} would change of {base}" if base else f"what a first `up` of {name} would make"
        arguments = ("preview", *judged_by(session.project_root))
        return session.driver.drive(title, *arguments, is_quiet=is_quiet), notes


def _subject(file: Path, stack: str, base: str | None) -> Subject:
    """Return a plan with its base, if one is given.

    Raises:
        Refused: what is given as the base is none, or none that can be compared with.
    """
    written = Path(base) if base is not None else None
    is_file = written is not None and (written.suffix in PLANS or written.is_file())
    (found,) = subjects((file,), stack, None if is_file else base)
    if not isinstance(found, Subject):  # one alone that cannot be read is refused
        raise Refused(f"{file}: there is no plan to preview; name one with --plan")
    if written is not None and is_file:
        found = replace(found, base=_base_of_file(written, found))
    if found.base is not None:
        _require_comparable(found.base)
    return found


def _base_of_file(file: Path, subject: Subject) -> Base:
    """Return a plan's file as a base, with the configuration of the plan that is compared with it. Raises Refused."""
    if not file.is_file():
        raise Refused(f"--base: there is no file {file}; give the path of a plan, or a Git revision")
    try:
        read = read_plan(file)
    except NoPlan as error:
        raise Refused(f"--base: {error}") from None
    return Base(revision=str(file), read=read, settings=subject.settings)


def _require_comparable(base: Base) -> None:
    """Refuse a base of which nothing can be made. Raises Refused."""
    read = base.read
    if read is None or read.plan is None or read.topology is None:
        raise Refused(
            f"--base: the plan of {base.revision} is refused today, so nothing can be compared with it; mend it"
        )
    _require_simulated(f"--base: the plan of {base.revision}", read.plan.target, "give a base")


def _require_simulated(what: str, target: str, otherwise: str) -> None:
    """Refuse a target that is not simulated, or not built.

    Raises:
        Refused: it is measured against machines that exist, or there is no such target yet.
    """
    from components.targets import TARGETS

    if target not in SIMULATED:
        machines = "this machine" if target == "local" else "machines that exist"
        are = "is" if target == "local" else "are"
        raise Refused(
            f"{what} for {target} is measured against {machines}, which {are} not simulated; {otherwise} for "
            f"{', '.join(SIMULATED)}"
        )
    if target not in TARGETS:
        raise Refused(f"{what} is for {target}, which is not built yet; built: {', '.join(TARGETS)}")


def _part(subject: Subject, outcome: Outcome, notes: Sequence[str]) -> Part:
    """Return what there is to tell of a plan beside the engine's own words: what is replaced, destroyed and lost."""
    now, base = subject.read.topology, subject.base
    before = base.read.topology if base and base.read else None
    if now is None:
        raise Refused(f"{subject.file}: it cannot be made; `groundplan validate {subject.file}` says why")
    return Part(
        file=str(subject.file),
        uri=subject.uri,
        name=now.name,
        target=now.target,
        base=base.revision if base else None,
        losses=losses(now, before),
        changes=told_changes(outcome.planned, holds_data) if base else None,
        notes=(*notes, *left(now, before)),
    )


def _tell(part: Part) -> None:
    if part.base is None:
        for note in part.notes:
            console.print(f"  note: {note}", style="dim", markup=False)
        return
    console.print(f"{part.file} against {part.base}", style="bold", markup=False)
    console.print(Group(*rows_of(part)))


def _print_document(part: Part, outcome: Outcome) -> None:
    made_anew, gone = part.done("replace"), part.done("delete")
    print_document(
        {
            "stack": None,
            "offline": OFFLINE,
            "plan": part.file,
            "base": part.base,
            "changes": dict(outcome.changes),
            "replaced": [asdict(change) for change in made_anew],
            "destroyed": [asdict(change) for change in gone],
            "loses_data": list(wording.lost_texts(part)),
            "warnings": list(dict.fromkeys(outcome.warnings)),
            "notes": list(part.notes),
        }
    )
