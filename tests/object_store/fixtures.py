"""The object store that the tests marked `object_store` share; it starts with the first test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.object_store.server import ObjectStoreServer


@pytest.fixture(scope="session")
def object_store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStoreServer]:
    """Give the one object store of the session, and end it with the session."""
    from tests.object_store.server import running_object_store  # most sessions start none

    with running_object_store(tmp_path_factory.mktemp("object-store")) as server:
        yield server
