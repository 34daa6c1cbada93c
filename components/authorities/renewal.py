"""When a cluster's authority for TLS is renewed, and what to say of that before. Pure, with the clock handed in.

Ray reads a pod's certificate once, when it starts, so an end cannot be put off while pods run: a renewal makes them
anew. It is therefore `up` that renews, while somebody looks, and it begins a whole term before the end.
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
    if not is_due(ends, now):
        return None
    day = f"{moment(ends):%Y-%m-%d}"
    if moment(ends) <= now:
        return (
            f"the authority for TLS of cluster {cluster} ended on {day}: its nodes no longer believe each other; run "
            "`groundplan up`, which makes a new one and every pod of the cluster anew"
        )
    return (
        f"the authority for TLS of cluster {cluster} ends on {day}: the next `groundplan up` renews it and makes the "
        "cluster's pods anew; run it before that day, when no job runs that may not be cut off"
    )
