"""One process of simulated providers for all tests here, and a fresh program for each."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stacks.offline.attachment import attached_provider
from tests.stacks.offline.simulated_clouds.cloud_program import CloudProgram, make_program


@pytest.fixture(scope="session")
def attached_clouds() -> Iterator[Mapping[str, str]]:
    """Run the simulated providers and give the variables with which an engine attaches to them."""
    with attached_provider("simulated_clouds") as variables:
        yield variables


@pytest.fixture
def program(attached_clouds: Mapping[str, str], engine_folder: Path, tmp_path: Path) -> CloudProgram:
    """Return a program without resources."""
    return make_program(tmp_path, engine_folder, attached_clouds)
