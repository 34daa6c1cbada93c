"""Which changes replace an object instead of updating it: the list of the official provider 4.34."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.offline.simulated_kubernetes.manifest import Manifest

IDENTITY = ("kind", "metadata.name", "metadata.namespace")
"""What makes an object another one, on every kind."""

_VOLUME_SOURCES = (  # noqa: SIM905 - words are read best as words
    "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs "
    "hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume"
).split()

_POD = (  # noqa: SIM905 - words are read best as words
    "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork "
    "hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName "
    "readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName "
    "shareProcessNamespace subdomain terminationGracePeriodSeconds volumes"
).split()

_CONTAINER = (  # noqa: SIM905 - words are read best as words
    "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext "
    "stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"
).split()

FIELDS: Mapping[tuple[str, str], Sequence[str]] = {
    ("apps", "DaemonSet"): ("spec.selector",),
    ("apps", "Deployment"): ("spec.selector",),
    ("apps", "StatefulSet"): (
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ),
    ("batch", "Job"): ("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("roleRef",),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("roleRef",),
    ("storage.k8s.io", "StorageClass"): ("parameters", "provisioner"),
    ("", "PersistentVolume"): tuple(f"spec.{source}" for source in _VOLUME_SOURCES),
    ("", "PersistentVolumeClaim"): (
        "spec.accessModes",
        "spec.selector",
        "spec.storageClassName",
        "spec.volumeName",
    ),
    ("", "Pod"): (
        *(f"spec.{field}" for field in _POD),
        *(f"spec.{kind}.{field}" for kind in ("containers", "initContainers") for field in _CONTAINER),
    ),
    ("", "ResourceQuota"): ("spec.scopes",),
    ("", "Secret"): ("type",),
    ("", "Service"): ("spec.clusterIP",),
}
"""(API group, kind) -> fields whose change replaces the object; positions in lists are left out."""

_CONTENTS = {"Secret": ("data", "stringData"), "ConfigMap": ("binaryData", "data")}


def replacing_fields(manifest: Manifest, *, mutable_kinds: frozenset[str] = frozenset()) -> Sequence[str]:
    """Return the fields whose change replaces the object of this manifest.

    The contents of Secrets and ConfigMaps replace them, unless the provider is configured to change them in place
    (their kind is in `mutable_kinds`) and the object is not declared immutable.
    """
    group, _, _ = str(manifest.get("apiVersion", "")).rpartition("/")
    kind = str(manifest.get("kind", ""))
    fields = [*IDENTITY, *FIELDS.get((group, kind), ())]
    if not group and kind in _CONTENTS and (kind not in mutable_kinds or manifest.get("immutable") is True):
        fields += _CONTENTS[kind]
    return fields


def replaces(path: Sequence[Any], fields: Sequence[str]) -> bool:
    """Return whether a change at `path` is one at, below or above one of the fields.

    >>> replaces(("spec", "selector", "matchLabels", "a"), ["spec.selector"])
    True
    """
    changed = tuple(part for part in path if isinstance(part, str))
    for field in fields:
        parts = tuple(field.split("."))
        length = min(len(parts), len(changed))
        if changed[:length] == parts[:length]:
            return True
    return False
