"""What a RayService serves before anything was deployed, and how a deployment is told to the operator.

The operator keeps what stands in `serveConfigV2`: it submits it again after a head without memory, and to the new
cluster of an upgrade. What was deployed through Serve's REST API alone is gone with the next change or upgrade, so
`groundplan serve` writes `serveConfigV2`. A change there is made in place; any other change of a RayService makes a
second cluster, and traffic moves when all applications run on it (NewCluster).

KubeRay calls a cluster without an application never ready: it makes no service for its head, and asks every two seconds
anew. So there is one from the start, which only says that there is none yet.
"""

from __future__ import annotations

from typing import Any

from components.objects import Manifest
from components.ray.manifests.deployment import configuration_text, proxies
from components.ray.manifests.naming import metadata, part_name
from components.ray.manifests.setting import Setting
from components.topology.model import Cluster

MODULE = "groundplan_waiting"
FOLDER = "/groundplan/waiting"

# Text and not a module of ours: Ray's library is no part of what describes infrastructure. A test runs it.
WAITING = '''"""Answers that nothing is deployed yet."""

from ray import serve
from starlette.responses import PlainTextResponse


@serve.deployment(num_replicas=1)
class Waiting:
    """Stands where an application will be."""

    async def __call__(self, request):
        """Say what to do."""
        return PlainTextResponse("nothing is deployed here yet; run `groundplan serve`\\n", status_code=503)


application = Waiting.bind()
'''


def waiting_program(setting: Setting) -> Manifest:
    """Return the ConfigMap with the application that waits."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(setting.topology, setting.cluster, part_name(setting.cluster, "waiting")),
        "data": {f"{MODULE}.py": WAITING},
    }


def waiting_volume(cluster: Cluster) -> dict[str, Any]:
    """Return the volume with it."""
    return {"name": "waiting", "configMap": {"name": part_name(cluster, "waiting")}}


def head_serves(cluster: Cluster) -> bool:
    """Return whether the head takes requests: only where no worker is sure to be there."""
    return not any(pool.role == "worker" and pool.count for pool in cluster.pools)


def waiting_configuration(cluster: Cluster) -> str:
    """Return the `serveConfigV2` that a RayService is made with."""
    options: dict[str, Any] = {"num_cpus": 0}
    if not head_serves(cluster):
        first = next(pool.name for pool in cluster.pools if pool.role == "worker" and pool.count)
        # A proxy runs where a replica is, and the service needs one that is not on the head.
        options["resources"] = {f"pool:{first}": 0.001}
    application = {
        "name": "waiting", "route_prefix": "/", "import_path": f"{MODULE}:application",
        "deployments": [{"name": "Waiting", "ray_actor_options": options}],
    }  # fmt: skip
    return configuration_text({**proxies(cluster.ports.serve), "applications": [application]})
