"""What a provider still has of a stack: what is left, what goes by itself, and what is somebody else's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from components.topology.labels import PLAN, STACK


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that a provider lists, in its own words: what it is, its name or id, where it is.

    `made` is when it was made, where that is known. `going` says why it goes without anybody's help, or why nothing can
    end it and it costs nothing; None where it stays. `is_named` tells that its name is the stack's own, for what
    takes no labels.
    """

    kind: str
    name: str
    location: str
    labels: Mapping[str, str] = field(default_factory=dict)
    made: datetime | None = None
    going: str | None = None
    is_named: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """By what it is told from everything else of its provider."""
        return self.kind, self.location, self.name


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose things are meant: those with the id of a stack, else all of a plan.

    `cluster` is the name of the stack's Kubernetes cluster, and `by_cluster` the labels that its controllers and its
    provider give to what they make for it: machines, volumes and load balancers, of which no state tells.
    """

    plan: str
    stack: str | None = None
    cluster: str | None = None
    by_cluster: Mapping[str, str] = field(default_factory=dict)

    def owns(self, labels: Mapping[str, str]) -> bool:
        """Return whether something with these labels is theirs.

        A stack's label decides. Machines have none, since one label more would make all of them anew, so of these the
        cluster's decides, and the plan's only where that is missing as well.
        """
        if self.stack is not None and STACK in labels:
            return labels[STACK] == self.stack
        if any(labels.get(key) == value for key, value in self.by_cluster.items()):
            return True
        return labels.get(PLAN) == self.plan and not self._is_of_another_cluster(labels)

    def _is_of_another_cluster(self, labels: Mapping[str, str]) -> bool:
        names = [key for key, value in self.by_cluster.items() if value == self.cluster]
        return any(labels.get(key, self.cluster) != self.cluster for key in names)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be looked for: the plan and its location, the stack's name and its id where it has one.

    `configured` returns what the stack's configuration has under a key such as "aws:profile", or None.
    """

    plan: str
    location: str | None
    stack: str
    stack_id: str | None
    configured: Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What was found, sorted: what is left, and what goes by itself. `place` says where was looked.

    `notes` are sentences on what was not looked at, or could not be.
    """

    place: str
    left: tuple[Found, ...]
    going: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()


def audited(found: Iterable[Found], owner: Owner, *, place: str, notes: Iterable[str] = ()) -> Audit:
    """Return what of `found` is the owner's, each thing once; what goes is told apart from what is left."""
    known: dict[tuple[str, str, str], Found] = {}
    for each in found:
        if each.is_named or owner.owns(each.labels):
            known.setdefault(each.identity, each)
    ours = [known[identity] for identity in sorted(known)]
    return Audit(
        place=place,
        left=tuple(each for each in ours if each.going is None),
        going=tuple(each for each in ours if each.going is not None),
        notes=tuple(notes),
    )
