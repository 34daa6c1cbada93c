"""Lets the SDK read what a request holds once, and not anew for each policy about its type.

A RayCluster meets sixty rules, and to read one takes longer than they all do. The policies of a request share what was
read, so a rule may look at it and must not change it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from pulumi_policy import policy

_THREAD = threading.local()


@contextmanager
def one_request() -> Iterator[None]:
    """Within it, each thing that the SDK reads in this thread it reads once."""
    _THREAD.read = {}
    try:
        yield
    finally:
        del _THREAD.read


def read_once() -> None:
    """Let the SDK read so from now on; it offers no other way."""
    sdk: Any = policy  # what it imports it does not export
    sdk.json_format = SimpleNamespace(MessageToDict=_once(sdk.json_format.MessageToDict))
    sdk.deserialize_properties = _once(sdk.deserialize_properties)
    sdk.unknown_checking_proxy = _once(sdk.unknown_checking_proxy)


def _once(read: Callable[..., Any]) -> Callable[..., Any]:
    def reading(given: Any, *more: Any) -> Any:
        known = getattr(_THREAD, "read", None)
        if known is None:
            return read(given, *more)
        which = (read, id(given), more)
        if which not in known:
            known[which] = (given, read(given, *more))  # it is kept, so that nothing else gets its id
        return known[which][1]

    return reading
