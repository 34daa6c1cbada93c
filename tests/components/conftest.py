"""What Pulumi's outputs need wherever a test makes one: an event loop that is open."""

import asyncio

import pytest


def open_event_loop() -> None:
    """Make sure of a loop: a test that ran a program before has closed its own, and `asyncio.run` leaves none."""
    try:
        loop = asyncio.get_event_loop_policy().get_event_loop()
    except RuntimeError:
        loop = None
    if loop is None or loop.is_closed():
        asyncio.set_event_loop(asyncio.new_event_loop())


@pytest.fixture(scope="module", autouse=True)
def event_loop_of_module() -> None:
    """Give the fixtures of a module an event loop."""
    open_event_loop()


@pytest.fixture(autouse=True)
def event_loop_of_test() -> None:
    """Give every test an event loop."""
    open_event_loop()
