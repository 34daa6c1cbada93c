"""How the program begins and ends: without what takes half of its time and helps nobody.

The SDK waits for all outputs anew whenever one of them is done, so that thousands of them cost millions of steps: a
third of the time of a program of 400 resources, and more of a larger one. What is waited for here is done by then.
"""

import asyncio
import atexit
import gc
import os
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.settings import SETTINGS

TELLS_ALL = "GROUNDPLAN_SDK_DEBUG"
"""The variable by which `pulumi up --debug` shows what the SDK does, too."""


def begun() -> tuple[str, pulumi.Config]:
    """Return the name of the stack, and what its configuration says to Groundplan.

    What a program makes it keeps to its end. To look for what nobody has any more, at each of a million objects of the
    SDKs, was a fifth of its time and found 3 MiB; Python looks once more when it ends, for a second.
    """
    gc.disable()
    atexit.register(gc.freeze)
    if TELLS_ALL not in os.environ:
        pulumi.log.debug = _untold
    shorten_positions()
    return pulumi.get_stack(), pulumi.Config("groundplan")


def shorten_positions() -> None:
    """Let the SDK say of a resource where it is made, and not of all callers: they were a fifth of a stack's state.

    The function is none of the SDK's public ones: without it the state is as long as it was.
    """
    whole = getattr(sdk, "_get_stack_trace", None)
    if whole is not None:
        sdk._get_stack_trace = lambda: source_pb2.StackTrace(frames=whole().frames[:1])


def _untold(*_given: Any, **_named: Any) -> None:
    """Tell the engine nothing: the SDK waits for its answer, at each of five steps of every resource."""


def finish(outputs: Mapping[str, Any]) -> None:
    """Export the stack's outputs, and let the program end once all that it declared is there."""
    for name, value in outputs.items():
        pulumi.export(name, value)
    pulumi.run(settled)


async def settled() -> None:
    """Return when every output is there, or as soon as one failed: the SDK looks at them next, and tells of it."""
    while pending := _pending():
        await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)


def _pending() -> list[asyncio.Future[Any]]:
    """Return what is not there yet; nothing once one failed, since it may be what the others wait for.

    The list is none of the SDK's public ones: without it nothing is waited for here, and all of it there.
    """
    settings: Any = SETTINGS  # its properties are of each context, in a way that no type checker reads
    with settings.lock:
        outputs = list(getattr(settings, "outputs", ()))
    if any(each.done() and (each.cancelled() or each.exception() is not None) for each in outputs):
        return []
    return [each for each in outputs if not each.done()]
