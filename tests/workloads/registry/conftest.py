"""A registry costs MLflow seconds to make, so it is made once and copied."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workloads.registry.tracking import Registry, open_registry


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry without versions."""
    folder = tmp_path_factory.mktemp("registry")
    open_registry(folder)
    return folder


@pytest.fixture
def fresh_registry(empty_registry: Path) -> Callable[[Path], Registry]:
    """Return a function that gives an empty registry in a new folder."""

    def make(folder: Path) -> Registry:
        shutil.copytree(empty_registry, folder)
        return open_registry(folder)

    return make
