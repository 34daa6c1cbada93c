"""`groundplan serve` on Kubernetes: the deployment is told to the operator, which keeps it.

What was deployed through Serve's REST API alone would be gone with the operator's next look, so `serveConfigV2` of the
RayService is set; `up` never changes that field back. The code lies in the memory of the Ray cluster's control plane,
which its store for fault tolerance keeps. A RayService that is changed gets a second Ray cluster, to which this command
brings the code too: until it ran, the first one serves on.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.kubernetes.media_types import APPLY_PATCH
from components.ray.manifests.deployment import FIELD, deployment
from stacks.cli.console import console, print_plain_command
from stacks.cli.failures import Refused
from stacks.clusters import Cluster, Place
from stacks.code_package import open_client, upload_workloads
from stacks.reaching.pods import Manifest, NoHead, ray_path, read_resource
from stacks.reaching.reach import reach_made
from stacks.reaching.way_in import open_way, require_right, told
from stacks.serving import deploy
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

MANAGER = "groundplan-serve"
"""The name under which the API server remembers that the field is this command's and not the engine's."""


def deploy_on_kubernetes(
    session: Session, cluster: Cluster, configuration: Mapping[str, Any], file: Path
) -> None:
    """Set what a RayService serves, and bring the code to the cluster that is to replace the one that serves now.

    Args:
        session: the stack at hand.
        cluster: a serving cluster, as the stack's outputs have it.
        configuration: what `serve deploy` takes; its code is in the cluster that serves.
        file: the file that holds it.

    Raises:
        Refused: the cluster does not let us.
    """
    place = cluster.place
    if place is None:
        raise Refused(f"cluster {cluster.name} is not on Kubernetes")
    access = open_way(session, place.identity)
    require_right(access, place.namespace, "patch", "rayservices.ray.io", "to deploy")
    with told():
        live = read_resource(access, place.kind, place.namespace, place.resource)
        if live is not None and (pending := pending_cluster(live)):
            _bring_to(session, access, cluster, place, pending, configuration)
        where = ("--context", access.context, "--namespace", place.namespace)
        told_as = json.dumps({"spec": {FIELD: f"<the text of {file}>"}})
        print_plain_command(
            ["kubectl", *where, "patch", "rayservice", place.resource, "--type=merge", "-p", told_as]
        )
        path = ray_path(place.kind, place.namespace, place.resource)
        body = deployment(place.namespace, place.resource, configuration)
        access.request("PATCH", path, body=body, content=APPLY_PATCH, fieldManager=MANAGER, force="true")


def pending_cluster(service: Manifest) -> str | None:
    """Return the RayCluster that is to replace the one that serves, or None where none is."""
    status = service.get("status") or {}
    active = (status.get("activeServiceStatus") or {}).get("rayClusterName")
    pending = (status.get("pendingServiceStatus") or {}).get("rayClusterName")
    return pending if active and pending and pending != active else None


def _bring_to(
    session: Session,
    access: "Access",
    cluster: Cluster,
    place: Place,
    pending: str,
    configuration: Mapping[str, Any],
) -> None:
    """Bring the code to a cluster that does not serve yet, and let it start anew with it."""
    try:
        with reach_made(access, cluster, place, pending) as reached:
            with open_client(reached) as client:
                upload_workloads(client, reached, session.project_root)
            deploy(reached, configuration)
    except NoHead as waiting:
        console.print(
            f"the changed cluster is not ready for the code yet ({waiting}); run `groundplan serve` again when it is",
            markup=False,
        )
