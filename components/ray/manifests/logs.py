"""Logs that outlive their pods: every Ray pod sends its files to one collector, which keeps them on a volume.

What is kept survives the end of pods, heads and Ray clusters, suspension and upgrades, for 30 days or until the volume
is full, and `groundplan logs` shows it; `groundplan down` takes it along with the namespace. Nothing goes to the
stores: a serving cluster may write none. A sidecar that Kubernetes ends after Ray (restartPolicy Always) sends the last
lines too.
"""

from __future__ import annotations

import json
from typing import Any

from components.containers import (
    EVERY_INTERFACE,
    HOME,
    SECURITY,
    from_field,
    from_secret,
    mount,
    scratch,
    variable,
)
from components.images import image
from components.objects import Manifest
from components.ray.manifests import encryption
from components.ray.manifests.beside import Beside, beside_manifests
from components.ray.manifests.naming import host, metadata, part_name
from components.ray.manifests.setting import Credentials, Setting
from components.ray.manifests.shares import GIBIBYTE, LOG_COLLECTOR, LOG_KEEPER, LOG_READER, LOG_SENDER
from components.ray.programs import FOLDER as PROGRAMS
from components.topology import pod_ports
from components.topology.model import Cluster
from components.topology.places import LOGS

PORT = pod_ports.LOGS
HEALTH_PORT = 2020
SESSION = f"{HOME}/ray"
CONFIGURATION = "/groundplan/logs"
BUFFER = "/groundplan/log-buffer"
FOLDER = "/groundplan/kept"

VOLUME_BYTES = 10 * GIBIBYTE
KEPT_BYTES = VOLUME_BYTES * 9 // 10
"""What is written while the keeper pauses finds room in the tenth that is left."""
KEPT_S = 30 * 24 * 3600
FLUSH_S = 2
GRACE_S = 15
"""How long the last lines may take after the end of a pod was asked for; Kubernetes gives the pod more."""


def sender(setting: Setting) -> dict[str, Any]:
    """Return the container that sends a Ray pod's files as they grow."""
    return {
        "name": "logs", "image": image("fluent-bit"), "imagePullPolicy": "IfNotPresent", "restartPolicy": "Always",
        "command": ["/fluent-bit/bin/fluent-bit", "--config", f"{CONFIGURATION}/send.yaml"],
        "env": [
            from_field("GROUNDPLAN_POD", "metadata.name"),
            from_secret("GROUNDPLAN_LOG_KEY", part_name(setting.cluster, LOGS), "key"),
        ],
        "resources": LOG_SENDER.resources(), "securityContext": SECURITY,
        "volumeMounts": [
            mount("ray-logs", SESSION, read_only=True), mount("log-buffer", BUFFER), encryption.MOUNT,
            mount("log-configuration", CONFIGURATION, read_only=True),
        ],
    }  # fmt: skip


def sender_volumes(cluster: Cluster) -> list[dict[str, Any]]:
    """Return what the sender needs."""
    return [
        scratch("log-buffer", "64Mi"),
        {"name": "log-configuration", "configMap": {"name": part_name(cluster, LOGS)}},
    ]


def send_configuration(setting: Setting) -> dict[str, Any]:
    """Return Fluent Bit's configuration in a Ray pod: every log file, under the pod's name, from its first line."""
    logs = f"{SESSION}/session_latest/logs"
    tail = {
        "name": "tail", "path": f"{logs}/*,{logs}/*/*", "tag": "${GROUNDPLAN_POD}.*", "db": f"{BUFFER}/position.db",
        "read_from_head": "on", "skip_long_lines": "on", "refresh_interval": 5, "mem_buf_limit": "8M",
    }  # fmt: skip
    forward = {
        "name": "forward", "match": "*", "port": PORT, "shared_key": "${GROUNDPLAN_LOG_KEY}",
        "retry_limit": "no_limits",
        "host": host(setting.topology, setting.cluster, part_name(setting.cluster, LOGS)),
        "tls": "on", "tls.verify": "on", "tls.ca_file": f"{encryption.FOLDER}/ca.crt",
    }  # fmt: skip
    return {
        "service": {"flush": FLUSH_S, "grace": GRACE_S, "log_level": "warn"},
        "pipeline": {"inputs": [tail], "outputs": [forward]},
    }


def collect_configuration(setting: Setting) -> dict[str, Any]:
    """Return Fluent Bit's configuration in the collector: a file for each file of each pod, line by line as it was."""
    forward = {
        "name": "forward", "listen": EVERY_INTERFACE, "port": PORT,
        "shared_key": "${GROUNDPLAN_LOG_KEY}",
        "self_hostname": part_name(setting.cluster, LOGS), "tls": "on",
        "tls.crt_file": f"{encryption.FOLDER}/tls.crt", "tls.key_file": f"{encryption.FOLDER}/tls.key",
    }  # fmt: skip
    written = {"name": "file", "match": "*", "path": FOLDER, "format": "template", "template": "{log}"}
    service = {
        "flush": FLUSH_S,
        "grace": GRACE_S,
        "log_level": "warn",
        "http_server": "on",
        "http_port": HEALTH_PORT,
    }
    return {"service": service, "pipeline": {"inputs": [forward], "outputs": [written]}}


def log_manifests(setting: Setting, credentials: Credentials) -> tuple[Manifest, ...]:
    """Return the collector, what it is configured by, and its service."""
    topology, cluster = setting.topology, setting.cluster
    name = part_name(cluster, LOGS)
    configurations = {
        "send.yaml": send_configuration(setting),
        "collect.yaml": collect_configuration(setting),
    }
    data = {file: json.dumps(content, indent=1) for file, content in configurations.items()}
    return (
        {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(topology, cluster, name),
         "stringData": {"key": credentials.log_key}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(topology, cluster, name), "data": data},
        *beside_manifests(setting, _collector(setting, name)),
    )  # fmt: skip


def _collector(setting: Setting, name: str) -> Beside:
    return Beside(
        role=LOGS, port_name="forward", port=PORT,
        containers=[_collecting(name), _keeping(setting), _reading(setting)],
        volumes=[{"name": "log-configuration", "configMap": {"name": name}}],
        claim="kept", size_bytes=VOLUME_BYTES, stop_s=2 * GRACE_S, is_kept=setting.topology.deletion_protection,
    )  # fmt: skip


def _collecting(name: str) -> dict[str, Any]:
    alive = {"httpGet": {"path": "/", "port": HEALTH_PORT}, "periodSeconds": 10, "timeoutSeconds": 5}
    return {
        "name": "collect", "image": image("fluent-bit"), "imagePullPolicy": "IfNotPresent",
        "command": ["/fluent-bit/bin/fluent-bit", "--config", f"{CONFIGURATION}/collect.yaml"],
        "env": [from_secret("GROUNDPLAN_LOG_KEY", name, "key")],
        "ports": [{"name": "forward", "containerPort": PORT, "protocol": "TCP"}],
        "livenessProbe": alive, "readinessProbe": alive,
        "resources": LOG_COLLECTOR.resources(), "securityContext": SECURITY,
        "volumeMounts": [
            mount("kept", FOLDER), mount("log-configuration", CONFIGURATION, read_only=True), encryption.MOUNT,
        ],
    }  # fmt: skip


def _keeping(setting: Setting) -> dict[str, Any]:
    """The container that bounds what is kept."""
    environment = [
        variable("GROUNDPLAN_LOG_BYTES", str(KEPT_BYTES)), variable("GROUNDPLAN_LOG_AGE_S", str(KEPT_S)),
    ]  # fmt: skip
    alive = {"exec": {"command": ["test", "-d", FOLDER]}, "periodSeconds": 60}
    return {
        **_with_files(setting, "keep", "keep_logs.py", environment, read_only=False),
        "livenessProbe": alive, "readinessProbe": alive, "resources": LOG_KEEPER.resources(),
    }  # fmt: skip


def _reading(setting: Setting) -> dict[str, Any]:
    """The container that hands out what is kept, on the pod's own loopback, and cannot change it.

    `groundplan logs` forwards a port into the pod: it needs no right to run programs in a pod, which would be one to
    read every secret there.
    """
    environment = [variable("GROUNDPLAN_LOG_PORT", str(pod_ports.KEPT_LOGS))]
    answers = {"exec": {"command": ["python", "-I", "-S", f"{PROGRAMS}/ask_logs.py"]}, "timeoutSeconds": 10}
    return {
        **_with_files(setting, "read", "read_logs.py", environment, read_only=True),
        # A pod that is not ready collects nothing either, so one that hangs is started anew soon after.
        "readinessProbe": {**answers, "periodSeconds": 10, "failureThreshold": 6},
        "livenessProbe": {**answers, "periodSeconds": 30},
        "resources": LOG_READER.resources(),
    }  # fmt: skip


def _with_files(
    setting: Setting, name: str, program: str, environment: list[dict[str, Any]], *, read_only: bool
) -> dict[str, Any]:
    return {
        "name": name, "image": setting.image, "imagePullPolicy": "IfNotPresent",
        "command": ["python", f"{PROGRAMS}/{program}"],
        "env": [variable("GROUNDPLAN_LOG_FOLDER", FOLDER), *environment],
        "securityContext": SECURITY,
        "volumeMounts": [
            mount("kept", FOLDER, read_only=read_only), mount("programs", PROGRAMS, read_only=True),
        ],
    }  # fmt: skip
