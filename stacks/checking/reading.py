"""A plan as a check reads it: the text, where each value stands, what is wrong with it, and what it resolves to."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from components.plan.errors import PlanError, PlanErrors
from components.plan.loading import load_plan, read_tree
from components.plan.tree import Tree
from components.topology.errors import TopologyError, TopologyErrors
from stacks.catalog.folder import prices_for
from stacks.checking.revision import at_revision
from stacks.cli.failures import Refused

if TYPE_CHECKING:
    from components.plan.model import Plan
    from components.topology.model import Topology


class NoPlan(Refused):
    """A file in which there is no plan to judge; `line` and `column`, from 1, are where that shows."""

    def __init__(self, sentence: str, line: int = 1, column: int = 1) -> None:
        super().__init__(sentence)
        self.line, self.column = line, column


@dataclass(frozen=True, kw_only=True)
class ReadPlan:
    """A plan that could be read; `plan` is None where it has errors, `topology` where it cannot be as well."""

    text: bytes
    tree: Tree
    plan: Plan | None = None
    topology: Topology | None = None
    errors: tuple[PlanError, ...] = ()
    impossible: tuple[TopologyError, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Base:
    """What a plan is compared with: `read` is None where the revision has no such plan, or none that loads.

    `settings` are what the configuration of its stack says there, in plain text.
    """

    revision: str
    is_missing: bool = False
    read: ReadPlan | None = None
    note: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a comparison, as an engine makes it: a plan, and what its stack's configuration says plainly."""

    read: ReadPlan
    settings: Mapping[str, str]


def read_plan(file: Path) -> ReadPlan:
    """Return what a file has and what it comes to; a plan with errors is read as well.

    Raises:
        NoPlan: there is no plan to judge: no such file, no YAML, no mapping.
    """
    from components.topology.resolve import resolve

    try:
        tree = read_tree(file)
        text = file.read_bytes()
    except PlanErrors as error:
        first = error.errors[0]
        raise NoPlan(str(error), first.line, first.column) from None
    except OSError as error:
        raise NoPlan(str(error)) from None
    if not isinstance(tree.value, dict):
        raise NoPlan(
            f"{file}: it is no plan: a plan is a mapping of fields, as the examples in stacks/plans/ are"
        )
    try:
        plan = load_plan(file)
    except PlanErrors as error:
        return ReadPlan(text=text, tree=tree, errors=error.errors)
    try:
        topology = resolve(plan, None, **prices_for(plan.target))
    except TopologyErrors as error:
        return ReadPlan(text=text, tree=tree, plan=plan, impossible=error.errors)
    return ReadPlan(text=text, tree=tree, plan=plan, topology=topology)


def read_base(file: Path, revision: str) -> Base:
    """Return the plan of a revision; what does not load with the installed code is said, and nothing is compared.

    Raises:
        Refused: there is no repository or no such revision.
    """
    text = at_revision(file, revision)
    if text is None:
        return Base(revision=revision, is_missing=True, note=f"{revision} has no such plan: all of it is new")
    with tempfile.TemporaryDirectory(prefix="groundplan-check-") as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(text)
        try:
            read = read_plan(copy)
        except NoPlan:
            read = None
    if read is None or read.topology is None:
        return Base(
            revision=revision, note=f"the plan of {revision} is refused today, so nothing is compared with it"
        )
    return Base(revision=revision, read=read)
