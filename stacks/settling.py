"""Waits for all that a program declared, each once.

The SDK waits for all outputs anew whenever one of them is done, so that thousands of them cost millions of steps: a
third of the time of a program of 400 resources, and more of a larger one. What is waited for here is done by then.
"""

import asyncio
from typing import Any

from pulumi.runtime.settings import SETTINGS


async def settled() -> None:
    """Return when every output is there, or as soon as one failed: the SDK looks at them next, and tells of it."""
    while pending := _pending():
        await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)


def _pending() -> list[asyncio.Future[Any]]:
    """Return what is not there yet; nothing once one failed, since it may be what the others wait for."""
    settings: Any = SETTINGS  # its properties are of each context, in a way that no type checker reads
    with settings.lock:
        outputs = list(settings.outputs)
    if any(each.done() and (each.cancelled() or each.exception() is not None) for each in outputs):
        return []
    return [each for each in outputs if not each.done()]
