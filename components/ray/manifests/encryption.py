"""TLS between all pods of a cluster: who signs, and the container in which a pod gets its certificate before it starts.

Ray's gRPC compares a peer's certificate with the address that it dialled. Workers dial each other by IP address, so one
certificate for names would not do (Ray 2.60: "No match found for server name: 127.0.0.1"), and every pod needs its own.
The authority's key is mounted into that first container alone: it ends before the first line of a user's code runs.
KubeRay's own sample copies the key to where user code can read it.
"""

from __future__ import annotations

from typing import Any

from components.authorities import LEAF_PROGRAM, leaf_program
from components.containers import READABLE_BY_GROUP, SECURITY, from_field, mount, scratch, variable
from components.objects import Manifest
from components.ray.manifests.naming import metadata, part_name
from components.ray.manifests.setting import Credentials, Setting
from components.ray.manifests.shares import ONCE
from components.ray.programs import FOLDER as PROGRAMS
from components.ray.programs import text_of
from components.topology.model import Cluster

FOLDER = "/groundplan/tls"
AUTHORITY = "/groundplan/authority"

ENVIRONMENT = {
    "RAY_USE_TLS": "1",
    "RAY_TLS_SERVER_CERT": f"{FOLDER}/tls.crt",
    "RAY_TLS_SERVER_KEY": f"{FOLDER}/tls.key",
    "RAY_TLS_CA_CERT": f"{FOLDER}/ca.crt",
}
MOUNT = mount("tls", FOLDER, read_only=True)


def authority_secret(setting: Setting, credentials: Credentials) -> Manifest:
    """Return the Secret with the cluster's authority."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(setting.topology, setting.cluster, part_name(setting.cluster, "authority")),
        "stringData": {
            "ca.crt": credentials.authority_certificate,
            "ca.key": credentials.authority_key,
            "trusted.crt": credentials.trusted,
        },
    }


def authority_mark(setting: Setting) -> dict[str, Any]:
    """Return the annotation by which a pod is made anew when another authority signs."""
    return {} if setting.fingerprint is None else {"groundplan/authority": setting.fingerprint}


def programs(setting: Setting) -> Manifest:
    """Return the ConfigMap with the programs that run beside Ray."""
    names = ["keep_logs.py", "read_logs.py", "ask_logs.py", "stop_when_idle.py"]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(setting.topology, setting.cluster, part_name(setting.cluster, "programs")),
        "data": {LEAF_PROGRAM: leaf_program(), **{name: text_of(name) for name in names}},
    }


def program_volume(cluster: Cluster) -> dict[str, Any]:
    """Return the volume with the programs."""
    return {"name": "programs", "configMap": {"name": part_name(cluster, "programs")}}


def volumes(cluster: Cluster) -> list[dict[str, Any]]:
    """Return what a pod needs to get its certificate."""
    secret = {"secretName": part_name(cluster, "authority"), "defaultMode": READABLE_BY_GROUP}
    return [
        scratch("tls", "1Mi", memory=True),
        {"name": "authority", "secret": secret},
        program_volume(cluster),
    ]


def container(setting: Setting, *, names: tuple[str, ...] = (), head: bool = False) -> dict[str, Any]:
    """Return the container that makes the pod's certificate; KubeRay tells it the name of the head's service."""
    environment = [
        variable("GROUNDPLAN_TLS_AUTHORITY", AUTHORITY),
        variable("GROUNDPLAN_TLS_FOLDER", FOLDER),
        variable("GROUNDPLAN_TLS_NAMES", ",".join(names)),
        variable("GROUNDPLAN_TLS_HEAD", "1" if head else "0"),
        from_field("POD_IP", "status.podIP"),
    ]
    return {
        "name": "certificate", "image": setting.image, "imagePullPolicy": "IfNotPresent",
        "command": ["python", f"{PROGRAMS}/{LEAF_PROGRAM}"],
        "env": environment, "resources": ONCE.resources(), "securityContext": SECURITY,
        "volumeMounts": [
            mount("tls", FOLDER), mount("authority", AUTHORITY, read_only=True),
            mount("programs", PROGRAMS, read_only=True),
        ],
    }  # fmt: skip
