"""A stack as its outputs tell of it, on a real control plane with the real operators and a real Ray head."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from components.topology.queues import QUEUE_LABEL
from stacks import paths
from stacks.session import Session
from stacks.state import Deployment, Resource
from tests.components.services.declared import (
    add_nodes_of,
    apply,
    plan,
    platform_of,
    queued,
    ray_cluster,
    running,
    team,
)
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.kubeconfig import token_user, write_kubeconfig
from tests.stacks.reaching.ray_head import TOKEN

MADE = plan(queued("train", None), queues=[team("research", gpus=0)])
NAMESPACE = f"{MADE.name}-train"
CLUSTER = "/apis/ray.io/v1/namespaces/{}/rayclusters/{}"
BY_THE_API_SERVER = ("--use-kubernetes-proxy",)
"""How KubeRay reaches a head where no DNS knows the names of services: through the API server."""


def session_on(control_plane: ControlPlane, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Return the session of a stack whose kubeconfig is the control plane's."""
    monkeypatch.setenv("KUBECONFIG", str(control_plane.kubeconfig))
    return Session(
        stack="simulated",
        folders=paths.UserFolders(
            state=folder / "state", configuration=folder / "configuration", cache=folder / "cache"
        ),
        project_root=paths.PROJECT_ROOT,
        backend=f"file://{folder}",
        may_build=False,
    )


def outputs_of(control_plane: ControlPlane, **changed: Any) -> dict[str, Any]:
    """Return what the stack says, as `components/ray/on_kubernetes.py` and the target tell it."""
    identity = control_plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    cluster = {
        "name": "train", "purpose": "training", "namespace": NAMESPACE, "kind": "RayCluster",
        "services": {"head": "train-head-svc"}, "job_api": f"http://train-head-svc.{NAMESPACE}.svc:8265", "serve": None,
        "token_secret": {"namespace": NAMESPACE, "name": "train-token", "key": "auth_token"},
        "nodes": [{"pool": "head", "state": "declared"}, {"pool": "gpu", "state": "declared"}],
    }  # fmt: skip
    return {
        "target": "kubernetes",
        "plan": MADE.name,
        "kubernetes": {"identity": identity, "version": "v1.34.1", "present": []},
        "clusters": [{**cluster, **changed}],
        "stores": [],
    }


def state_of(outputs: Mapping[str, Any]) -> Deployment:
    """Return the state of a stack that has made the training cluster, in a queue that nobody here holds it back in."""
    declared = declared_cluster()
    declared["metadata"]["labels"] |= {QUEUE_LABEL: "research"}
    cluster = Resource(
        urn="urn:train", kind="kubernetes:ray.io/v1:RayCluster", is_custom=True, is_protected=False,
        inputs=declared,
    )  # fmt: skip
    return Deployment(resources=(cluster,), outputs=outputs, pending=())


def bring_cluster(control_plane: ControlPlane) -> None:
    """Declare the training cluster with its token, and return when its pods run."""
    from components.services.isolation.namespaces import namespaces, service_accounts
    from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests

    control_plane.add_nodes(1, prefix="others", cpus=8, memory="16Gi")
    on = platform_of(MADE)
    apply(control_plane, [*namespaces(MADE, on), *service_accounts(MADE, on)])
    apply(control_plane, [*kuberay_definitions(MADE), *kuberay_manifests(MADE, on)])
    control_plane.start("kuberay", arguments=BY_THE_API_SERVER)
    add_nodes_of(control_plane, MADE)
    for pool in MADE.clusters[0].pools:  # on which a job's own cluster finds room
        control_plane.add_nodes(
            2, prefix=f"more-{pool.name}", cpus=5, memory="17Gi", gpus=8, labels=pool.labels
        )
    token = base64.b64encode(TOKEN.encode()).decode()
    control_plane.objects.apply({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "train-token", "namespace": NAMESPACE},
        "data": {"auth_token": token},
    })  # fmt: skip
    control_plane.objects.apply(declared_cluster())
    control_plane.wait(lambda: running(control_plane, MADE, "train") == 2, "head and worker to run")


def declared_cluster() -> dict[str, Any]:
    """Return the RayCluster of the plan, with its token."""
    made = ray_cluster(MADE, "train")
    made["spec"] |= {"authOptions": {"mode": "token", "secretName": "train-token"}}
    return made


def stranger(
    control_plane: ControlPlane, folder: Path, *, rights: list[dict[str, Any]] | None = None
) -> Path:
    """Return the kubeconfig of somebody who may do nothing in the plan's namespace but what `rights` say."""
    api = control_plane.objects
    api.apply(
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "stranger", "namespace": "default"},
        }
    )
    role = {"name": "stranger", "namespace": NAMESPACE}
    rbac = "rbac.authorization.k8s.io"
    api.apply({"apiVersion": f"{rbac}/v1", "kind": "Role", "metadata": role, "rules": rights or []})
    api.apply({
        "apiVersion": f"{rbac}/v1", "kind": "RoleBinding", "metadata": role,
        "subjects": [{"kind": "ServiceAccount", "name": "stranger", "namespace": "default"}],
        "roleRef": {"apiGroup": rbac, "kind": "Role", "name": "stranger"},
    })  # fmt: skip
    everywhere = {"name": "stranger"}
    seeing = {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get"]}
    api.apply({"apiVersion": f"{rbac}/v1", "kind": "ClusterRole", "metadata": everywhere, "rules": [seeing]})
    api.apply({
        "apiVersion": f"{rbac}/v1", "kind": "ClusterRoleBinding", "metadata": everywhere,
        "subjects": [{"kind": "ServiceAccount", "name": "stranger", "namespace": "default"}],
        "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": "stranger"},
    })  # fmt: skip
    request = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"expirationSeconds": 3600},
    }
    path = "/api/v1/namespaces/default/serviceaccounts/stranger/token"
    token = api.request("POST", path, request)["status"]["token"]
    file = folder / "stranger.kubeconfig"
    return write_kubeconfig(file, control_plane.server, control_plane.authority, token_user(token))
