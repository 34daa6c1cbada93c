"""The one place where the authorities' time is read."""

from __future__ import annotations

import datetime


def now() -> datetime.datetime:
    """Return the moment by this machine's clock."""
    return datetime.datetime.now(datetime.UTC)
