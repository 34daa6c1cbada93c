"""The stages that the end-to-end tests share: a running stack, a trained model, a served one."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.world import World


@pytest.fixture(scope="session")
def world(engine_folder: object) -> Iterator[World]:
    """A stack that is up; what is left of it when the tests end is taken down."""
    world = World()
    try:
        world.run("up", "--plan", str(world.plan), "--yes")
        yield world
    finally:
        world.remove()


@pytest.fixture(scope="session")
def trained(world: World) -> World:
    """The stack after a model was trained and registered on the training cluster."""
    world.run("submit", "train_digits")
    return world


@pytest.fixture(scope="session")
def served(trained: World) -> World:
    """The stack with version 1 promoted and served."""
    trained.run("promote", "1")
    trained.run("serve")
    return trained
