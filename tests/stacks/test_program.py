"""A program waits for each of its outputs once, also for those that come of others, and never hides a failure."""

import asyncio
from typing import Any

import pytest
from pulumi import Output
from pulumi.runtime.settings import SETTINGS

from stacks.program import settled

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
