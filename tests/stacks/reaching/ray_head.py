"""A real Ray head inside the control plane's namespace, where it answers for the head pod of every cluster.

No container runs on simulated nodes; so a real head listens where all pods are local, and what reaches a pod through
the API server reaches it.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.control_plane.cluster import ControlPlane

TOKEN = "a-token-of-a-real-head-0123456789"
IN_A_PROC_OF_ITS_OWN = 'mount -t proc proc /proc && exec "$@"'
"""Ray looks its own processes up in /proc, which must be that of the namespace in which they have their numbers."""


@contextmanager
def real_ray_head(control_plane: ControlPlane) -> Iterator[Path]:
    """Run a head with a token on 8265, and give its folder; it ends with the context."""
    folder = Path(tempfile.mkdtemp(prefix="gpr-"))
    bin_folder = Path(sys.executable).parent
    command = [
        str(bin_folder / "ray"), "start", "--head", "--block", "--node-ip-address=127.0.0.1", "--port=6379",
        "--dashboard-host=0.0.0.0", "--dashboard-port=8265", "--num-cpus=2", f"--temp-dir={folder}",
        "--object-store-memory=100000000", "--disable-usage-stats",
    ]  # fmt: skip
    environment = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": TOKEN,
        "RAY_USAGE_STATS_ENABLED": "0",
        "PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "PYTHONPATH": "",
    }
    enter = ["unshare", "--mount", "sh", "-c", IN_A_PROC_OF_ITS_OWN, "sh"]
    head = control_plane.run_inside([*enter, *command], environment, log=folder / "head.log")
    try:
        yield folder
    finally:
        head.kill()
        head.wait()
        shutil.rmtree(folder, ignore_errors=True)


def answers(job_api: str) -> bool:
    """Return whether a head takes jobs at an address."""
    try:
        answer = httpx.get(
            f"{job_api}/api/jobs/",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=10,
            trust_env=False,
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def simulated_http(control_plane: ControlPlane, program: Path) -> subprocess.Popen[bytes]:
    """Run a program of the tests that listens for a pod."""
    return control_plane.run_inside([sys.executable, str(program)])
