"""One simulated provider for all tests here, and a fresh program with a namespace of its own for each."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from stacks.offline.simulated_kubernetes.attachment import attached_provider
from tests.stacks.offline.simulated_kubernetes.declared_program import DeclaredProgram, make_program

Live = Callable[..., dict[str, Any]]
"""Returns what the control plane has under a kind and a name in the namespace."""


@pytest.fixture(scope="session")
def attached() -> Iterator[Mapping[str, str]]:
    """Run the simulated provider and give the variables with which an engine attaches to it."""
    with attached_provider() as variables:
        yield variables


@pytest.fixture(scope="session")
def untouched_program(
    attached: Mapping[str, str], engine_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> DeclaredProgram:
    """Return a program with an empty stack, to be copied: making a stack takes a second."""
    return make_program(tmp_path_factory.mktemp("untouched"), engine_folder, attached)


@pytest.fixture
def program(
    control_plane: Any, untouched_program: DeclaredProgram, tmp_path: Path
) -> Iterator[DeclaredProgram]:
    """Return a program without objects, on the control plane; what it leaves is removed."""
    folder = tmp_path / "copy"
    shutil.copytree(untouched_program.folder, folder)
    home = f"tried-{uuid.uuid4().hex[:6]}"
    kubeconfig = control_plane.kubeconfig.read_text(encoding="utf-8")
    yield untouched_program.moved(folder, home=home, kubeconfig=kubeconfig)
    control_plane.kubectl("delete", "namespace", home, "--ignore-not-found", "--wait=false")
    control_plane.kubectl("delete", "crd", f"tries.{home}.example.com", "--ignore-not-found", "--wait=false")


@pytest.fixture
def live(control_plane: Any, program: DeclaredProgram) -> Live:
    """Return how to look at what there is in the program's namespace."""

    def look(*arguments: str) -> dict[str, Any]:
        return json.loads(control_plane.kubectl("-n", program.home, "get", *arguments, "-o", "json"))

    return look
