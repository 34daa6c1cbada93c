"""A program waits for each of its outputs once, also for those that come of others, and never hides a failure."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import pytest
from pulumi import Output
from pulumi.runtime import resource as sdk
from pulumi.runtime.settings import SETTINGS

from stacks.program import TELLS_ALL, settled, shorten_positions

LIMIT_S = 10.0
"""What should be over at once hangs if it takes this long."""


@pytest.fixture(autouse=True)
def only_our_outputs() -> None:
    settings: Any = SETTINGS
    settings.outputs.clear()


def test_what_comes_of_an_output_while_it_is_waited_for_is_waited_for_too() -> None:
    seen: list[str] = []

    async def program() -> None:
        known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        first = Output.from_input(known)
        first.apply(lambda value: Output.from_input(more(value)).apply(seen.append))
        asyncio.get_running_loop().call_soon(known.set_result, "a")
        await asyncio.wait_for(settled(), LIMIT_S)

    async def more(value: str) -> str:
        return await Output.from_input(value + "b").future() or ""

    asyncio.run(program())
    assert seen == ["ab"]


def test_a_failure_ends_the_waiting_and_is_left_for_the_sdk_to_tell() -> None:
    async def program() -> None:
        never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        waiting = Output.from_input(never)
        failed = Output.from_input("a").apply(lambda _: 1 // 0)
        await asyncio.wait_for(settled(), LIMIT_S)
        settings: Any = SETTINGS
        assert any(each.done() and each.exception() for each in settings.outputs), "the SDK finds it"
        with pytest.raises(ZeroDivisionError):
            await failed.future()
        never.set_result("")
        await waiting.future()

    asyncio.run(program())


def test_nothing_to_wait_for_ends_at_once() -> None:
    asyncio.run(asyncio.wait_for(settled(), LIMIT_S))


def test_the_engine_is_told_where_a_resource_is_made_and_not_of_all_callers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = sdk._get_stack_trace
    monkeypatch.setattr(sdk, "_get_stack_trace", whole)
    told: list[Any] = []

    class Told:
        def __init__(self, depth: int = 2) -> None:
            Told(depth - 1) if depth else told.append(sdk._get_stack_trace())

    Told()
    shorten_positions()
    Told()
    before, after = told
    assert len(before.frames) > 5 and len(after.frames) == 1
    assert after.frames[0].pc.uri == before.frames[0].pc.uri, "the place is the same"
    assert after.frames[0].pc.uri.endswith("/test_program.py")


BEGINS = """\
import atexit, gc, pulumi
from pulumi.runtime import resource
from stacks.program import begun
atexit.register(lambda: print(gc.get_freeze_count() > 0))  # it runs after what is registered later
begun()
print(gc.isenabled(), pulumi.log.debug.__module__, resource._get_stack_trace.__module__)
"""


@pytest.mark.parametrize(("variables", "heard"), [({}, "stacks.program"), ({TELLS_ALL: "1"}, "pulumi.log")])
def test_what_the_sdk_does_is_told_to_who_asks_for_it_alone(variables: dict[str, str], heard: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGINS],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", heard, "stacks.program", "True"], (
        "nor is there garbage to look for"
    )
