"""Where a head keeps what must outlive it: one Valkey of the cluster's own, reached by TLS, with one user.

A head that starts anew reads from it which nodes, actors and jobs there are. Without its cluster the data is worth
nothing, since KubeRay keeps it under the UID of the RayCluster, so its volume goes with it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from components.containers import HOME, READABLE_BY_GROUP, SECURITY, mount, scratch
from components.images import image
from components.objects import Manifest
from components.ray.manifests import encryption
from components.ray.manifests.beside import Beside, beside_manifests
from components.ray.manifests.naming import host, metadata, part_name
from components.ray.manifests.setting import Credentials, Setting
from components.ray.manifests.shares import GIBIBYTE, STORE
from components.topology import pod_ports
from components.topology.places import FAULT_TOLERANCE

PORT = pod_ports.FAULT_TOLERANCE
USER = "ray"
VOLUME_BYTES = 10 * GIBIBYTE
MEMORY_FOR_DATA = STORE.memory_bytes * 6 // 10
"""Rewriting the file that survives a restart copies, at worst, every page that changes meanwhile."""
CONFIGURATION = "/groundplan/valkey"
USERS = "/groundplan/users"
DATA = "/groundplan/data"

COMMANDS = "+@connection +@hash +@keyspace +incrby -@dangerous +info"
"""What Ray's GCS sends (redis_store_client.cc, redis_context.cc): hashes, their keys, a counter, INFO at the start."""


def users(password: str) -> str:
    """Return Valkey's list of users: one, with the digest of its password, and no other, not even without a name."""
    digest = hashlib.sha256(password.encode()).hexdigest()
    return f"user default off\nuser {USER} on #{digest} ~* resetchannels -@all {COMMANDS}\n"


def configuration() -> str:
    """Return Valkey's configuration: TLS alone, and every write on the volume within a second."""
    lines = {
        "port": "0", "tls-port": str(PORT), "tls-auth-clients": "no",
        "tls-cert-file": f"{encryption.FOLDER}/tls.crt", "tls-key-file": f"{encryption.FOLDER}/tls.key",
        "tls-ca-cert-file": f"{encryption.FOLDER}/ca.crt", "tls-protocols": '"TLSv1.2 TLSv1.3"',
        "aclfile": f"{USERS}/users.acl", "protected-mode": "no", "dir": DATA,
        "appendonly": "yes", "appendfsync": "everysec", "save": '""',
        "maxmemory": str(MEMORY_FOR_DATA), "maxmemory-policy": "noeviction",
    }  # fmt: skip
    return "".join(f"{key} {value}\n" for key, value in lines.items())


def options(setting: Setting) -> dict[str, Any]:
    """Return what a RayCluster says of it; KubeRay hands address and password to the head."""
    name = part_name(setting.cluster, FAULT_TOLERANCE)
    return {
        "redisAddress": f"rediss://{host(setting.topology, setting.cluster, name)}:{PORT}",
        "redisUsername": {"value": USER},
        "redisPassword": {"valueFrom": {"secretKeyRef": {"name": name, "key": "password"}}},
    }


def fault_tolerance_manifests(setting: Setting, credentials: Credentials) -> tuple[Manifest, ...]:
    """Return the store, its users, its configuration and its service."""
    topology, cluster = setting.topology, setting.cluster
    name = part_name(cluster, FAULT_TOLERANCE)
    secret = {"password": credentials.store_password, "users.acl": credentials.store_users}
    return (
        {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(topology, cluster, name), "stringData": secret},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(topology, cluster, name),
         "data": {"valkey.conf": configuration()}},
        *beside_manifests(setting, _store(name)),
    )  # fmt: skip


def _store(name: str) -> Beside:
    # Only what Ray reads of the Secret: the password itself stays out of this pod.
    secret = {"secretName": name, "defaultMode": READABLE_BY_GROUP, "items": [
        {"key": "users.acl", "path": "users.acl"},
    ]}  # fmt: skip
    volumes = [
        {"name": "users", "secret": secret},
        scratch("tmp", "64Mi"),
        {"name": "configuration", "configMap": {"name": name}},
    ]
    return Beside(
        role=FAULT_TOLERANCE, port_name="redis", port=PORT, containers=[_valkey()], volumes=volumes,
        claim="data", size_bytes=VOLUME_BYTES, stop_s=60,
    )  # fmt: skip


def _valkey() -> dict[str, Any]:
    # It answers "NOAUTH" to who gives no password, which is an answer all the same.
    ping = ["valkey-cli", "--tls", "--cacert", f"{encryption.FOLDER}/ca.crt", "-h", "localhost", "ping"]
    alive = {"exec": {"command": ping}, "periodSeconds": 10, "timeoutSeconds": 5}
    return {
        "name": "valkey", "image": image("valkey"), "imagePullPolicy": "IfNotPresent",
        "command": ["valkey-server", f"{CONFIGURATION}/valkey.conf"],
        "ports": [{"name": "redis", "containerPort": PORT, "protocol": "TCP"}],
        "livenessProbe": {**alive, "failureThreshold": 6}, "readinessProbe": alive,
        "resources": STORE.resources(), "securityContext": SECURITY,
        "volumeMounts": [
            mount("data", DATA), mount("tmp", HOME), mount("users", USERS, read_only=True), encryption.MOUNT,
            mount("configuration", CONFIGURATION, read_only=True),
        ],
    }  # fmt: skip
