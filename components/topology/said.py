"""What is wrong with what a stack's configuration says, in the words of every target. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from components.topology.errors import TopologyError


def unknown(where: str, given: Mapping[str, Any], known: Sequence[str]) -> Iterator[TopologyError]:
    """Yield a refusal for each key that nobody reads."""
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            yield TopologyError(
                path=f"{where}.{key}",
                asked="the stack's configuration has it",
                allowed=f"known are {', '.join(known)}",
                remedy=f"write {near[0]}" if near else "remove it",
            )


def wrong(path: str, given: object, allowed: str) -> TopologyError:
    """Return the refusal of a value that has another form."""
    return TopologyError(
        path=path,
        asked=f"the stack's configuration gives {given!r}",
        allowed=f"it is {allowed}",
        remedy="write it so in Pulumi.<stack>.yaml",
    )


def matches(given: object, pattern: str) -> bool:
    """Return whether a value is text of a form."""
    return isinstance(given, str) and re.fullmatch(pattern, given) is not None
