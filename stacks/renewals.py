"""What of a stack the next `up` renews, told in time: the authorities for TLS of Ray clusters and of the registry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from components.authorities.renewal import note, note_of_registry
from stacks.cli.failures import CommandError
from stacks.session import Session, is_unrecorded, read_state


def renewal_notes(outputs: Mapping[str, Any], now: datetime) -> list[str]:
    """Return a sentence for each cluster, and the registry, whose authority is to be renewed, with what that costs."""
    clusters = [each for each in outputs.get("clusters") or () if each.get("authority_ends")]
    found = [note(each["name"], each["authority_ends"], now) for each in clusters]
    if ends := (outputs.get("registry") or {}).get("authority_ends"):
        found.append(note_of_registry(ends, now))
    return [said for said in found if said is not None]


def recorded_renewal_notes(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the same of a stack's state; nothing where there is none or nobody can read it, which others tell."""
    if is_unrecorded(session):
        return ()
    try:
        deployment = read_state(session)
    except CommandError:
        return ()
    return tuple(renewal_notes(deployment.outputs, now)) if deployment is not None else ()
