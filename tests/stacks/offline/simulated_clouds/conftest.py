"""One process of simulated providers for all tests here, a fresh program for each, and a cluster for whole plans."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stacks.engine.search_path import search_path
from stacks.offline.attachment import attached_provider
from tests.control_plane.cluster import ControlPlane
from tests.stacks.offline.simulated_clouds.cloud_program import CloudProgram, make_program
from tests.stacks.offline.simulated_clouds.simulated_autoscaler import SimulatedAutoscaler
from tests.stacks.offline.simulated_clouds.simulated_gke import COMPUTE_CLASSES
from tests.stacks.offline.simulated_clouds.simulated_logins import simulated_logins

KUBERAY = ("--use-kubernetes-proxy",)
HEAD = Path(__file__).parents[3] / "components" / "ray" / "simulated_ray_head.py"


@pytest.fixture(scope="session")
def attached_clouds() -> Iterator[Mapping[str, str]]:
    """Run the simulated providers and give the variables with which an engine attaches to them."""
    with attached_provider("simulated_clouds") as variables:
        yield variables


@pytest.fixture
def program(attached_clouds: Mapping[str, str], engine_folder: Path, tmp_path: Path) -> CloudProgram:
    """Return a program without resources."""
    return make_program(tmp_path, engine_folder, attached_clouds)


@pytest.fixture(scope="module")
def plane_with_machines(
    clean_control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ControlPlane]:
    """Give a control plane with operators, whose nodes come when pods wait; the logins of clouds lead to it."""
    plane = clean_control_plane
    for name in ("kuberay", "kueue", "volumes"):
        plane.start(name, arguments=KUBERAY if name == "kuberay" else ())
    plane.objects.apply(COMPUTE_CLASSES)
    head = plane.run_inside([sys.executable, str(HEAD)])
    machines = SimulatedAutoscaler(plane)
    logins = simulated_logins(tmp_path_factory.mktemp("logins") / "bin", plane.kubeconfig)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", search_path([logins], os.environ["PATH"]))
            yield plane
    finally:
        machines.close()
        head.terminate()
        head.wait()
