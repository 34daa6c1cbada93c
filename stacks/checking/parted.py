"""The parts of a report in which there is no plan to judge: one that cannot be read, and a stack that goes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stacks.checking.prices import pool_prices
from stacks.checking.reading import Base, NoPlan
from stacks.checking.report import Finding, Part, Place
from stacks.checking.wording import UNREAD

if TYPE_CHECKING:
    from components.topology.model import Topology

READABLE = "plan-is-readable"
"""The name of what is no rule of a pack and ends a check as one does."""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A file in which there is no plan to judge, and why."""

    file: Path
    uri: str
    revision: str | None
    why: NoPlan


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A stack that followed a plan in the base, and follows none any more; `file` is that of its configuration."""

    stack: str
    file: Path
    uri: str
    base: Base


def unread_part(of: Unread) -> Part:
    """Return the part of a file that cannot be read: the rest of the report stands beside it."""
    finding = Finding(
        rule=READABLE,
        severity="high",
        outcome="refused",
        text=str(of.why),
        place=Place(path="plan", line=of.why.line, column=of.why.column),
    )
    return Part(
        file=str(of.file),
        uri=of.uri,
        name=UNREAD,
        target=UNREAD,
        base=of.revision,
        findings=(finding,),
        is_judged=False,
    )


def gone_part(of: Gone) -> Part:
    """Return the part of a stack that goes: what is left without a plan, and what is not paid any more."""
    read = of.base.read
    topology = read.topology if read else None
    return Part(
        file=str(of.file),
        uri=of.uri,
        name=topology.name if topology else UNREAD,
        target=topology.target if topology else UNREAD,
        base=of.base.revision,
        prices=pool_prices(None, topology),
        losses=(_left_alone(of.stack, topology),),
        notes=(of.base.note,) if of.base.note else (),
    )


def _left_alone(stack: str, topology: Topology | None) -> str:
    own = (
        [f"{store.name} (holds {store.holds})" for store in topology.stores if not store.endpoint]
        if topology
        else []
    )
    held = f", its stores {', '.join(own)} among it" if own else ""
    return (
        f"stack {stack} follows no plan any more: what it made{held} stays where it is, paid for and kept by nobody; "
        f"`groundplan down --stack {stack}` first, from the base, if it is to go"
    )
