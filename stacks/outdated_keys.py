"""Which keys of a stack have a newer version than the one in use, as its cloud tells; asked where one can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.targets import target_part
from components.topology.asking import CannotAsk, NoCredentials
from stacks.configuration import plain_value

if TYPE_CHECKING:
    from stacks.session import Session
    from stacks.state import Deployment

BY_HAND = frozenset({"azure"})
"""Targets some of whose services stay with the version of a key that they were told."""


@dataclass(frozen=True)
class KeysInUse:
    """A sentence for each key of which a newer version is there, and why that is not known, None where it is."""

    outdated: tuple[str, ...] = ()
    unknown: str | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return all that is to be told."""
        return (*self.outdated, *filter(None, [self.unknown]))

    def entries(self) -> dict[str, Any]:
        """Return what a document of `--json` has of it: nothing where there is nothing to tell."""
        told = {"outdated_keys": list(self.outdated), "keys_not_asked": self.unknown}
        return {name: value for name, value in told.items() if value}


def outdated_keys(session: Session, deployment: Deployment | None) -> KeysInUse:
    """Return which keys of a stack have a newer version; nothing without credentials."""
    target = deployment.outputs.get("target") if deployment is not None else None
    if deployment is None or target not in BY_HAND:
        return KeysInUse()
    resources = [(each.kind, each.inputs) for each in deployment.resources if each.is_custom]
    try:
        found = target_part(str(target), "key_versions").outdated(
            lambda key: plain_value(session, key), resources
        )
    except NoCredentials:
        return KeysInUse()
    except CannotAsk as error:
        return KeysInUse(unknown=f"whether keys in use are the newest is not known: {error}")
    return KeysInUse(tuple(found))
