"""When an authority for TLS is renewed, and what to say of that before. Pure, with the clock handed in.

Ray, MLflow and PostgreSQL read a certificate once, when they start, so an end cannot be put off while pods run: a
renewal makes them anew. It is therefore `up` that renews, while somebody looks, a whole term before the end.
"""

from __future__ import annotations

import datetime

TERM = datetime.timedelta(days=365)
"""What is left of an authority when it is renewed: who runs `up` once a year never sees one end, and no cluster is made
anew for it more often than that.
"""


def moment(text: str) -> datetime.datetime:
    """Return the moment that a stack keeps as text."""
    return datetime.datetime.fromisoformat(text)


def is_due(ends: str, now: datetime.datetime) -> bool:
    """Return whether the next `up` renews an authority that ends then."""
    return moment(ends) - now <= TERM


def note(cluster: str, ends: str, now: datetime.datetime) -> str | None:
    """Return what to know of a cluster's authority and to do about it; None where nothing is to be done."""
    return _note(
        f"cluster {cluster}", ends, now,
        since="its nodes no longer believe each other", anew="every pod of the cluster",
        when="when no job runs that may not be cut off",
    )  # fmt: skip


def note_of_registry(ends: str, now: datetime.datetime) -> str | None:
    """Return the same of the registry's authority; None where nothing is to be done."""
    return _note(
        "the registry", ends, now,
        since="nobody believes it or its database any more", anew="the pods of the registry and its database",
        when="it asks for a minute's patience and ends no job",
    )  # fmt: skip


def _note(of: str, ends: str, now: datetime.datetime, *, since: str, anew: str, when: str) -> str | None:
    if not is_due(ends, now):
        return None
    day = f"{moment(ends):%Y-%m-%d}"
    if moment(ends) <= now:
        return (
            f"the authority for TLS of {of} ended on {day}: {since}; run `groundplan up`, which makes a new one and "
            f"{anew} anew"
        )
    return (
        f"the authority for TLS of {of} ends on {day}: the next `groundplan up` renews it and makes {anew} anew; run "
        f"it before that day, {when}"
    )
