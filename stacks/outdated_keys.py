"""Which keys of a stack have a newer version than the one in use, as its cloud tells; asked where one can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.targets import target_part
from components.topology.asking import CannotAsk, NoCredentials
from stacks.configuration import plain_value

if TYPE_CHECKING:
    from stacks.session import Session
    from stacks.state import Deployment

BY_HAND = frozenset({"azure"})
"""Targets some of whose services stay with the version of a key that they were told."""


def outdated_keys(session: Session, deployment: Deployment | None) -> tuple[str, ...]:
    """Return a sentence for each key of which a newer version is there; nothing without credentials.

    Where nobody may be asked the sentence says so.
    """
    target = deployment.outputs.get("target") if deployment is not None else None
    if deployment is None or target not in BY_HAND:
        return ()
    resources = [(each.kind, each.inputs) for each in deployment.resources if each.is_custom]
    try:
        return target_part(str(target), "key_versions").outdated(
            lambda key: plain_value(session, key), resources
        )
    except NoCredentials:
        return ()
    except CannotAsk as error:
        return (f"whether keys in use are the newest is not known: {error}",)
