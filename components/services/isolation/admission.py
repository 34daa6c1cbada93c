"""Admission policies: serving pods are kept from training's storage, and every image is named by its digest.

They judge pods and, so that the refusal reaches whoever asks, the Ray objects that pods are made of. Pod Security and
quotas are the API server's own and are not repeated here; charts of others, in namespaces of their own, are pinned by
their version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation import cel
from components.services.isolation.claims import class_name
from components.services.isolation.namespaces import CLUSTER
from components.topology.labels import ROLE, labels
from components.topology.model import PROMOTION, Store, Topology
from components.topology.names import namespace_name
from components.topology.places import (
    REGISTRY,
    REGISTRY_CLIENT_SECRET,
    metadata,
    promotion_secret_name,
    store_object_name,
)

API_VERSION = "admissionregistration.k8s.io/v1"
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods", "pods/ephemeralcontainers"]}
RAY = {"apiGroups": ["ray.io"], "apiVersions": ["v1"], "resources": ["rayclusters", "rayservices", "rayjobs"]}
CLAIMS = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["persistentvolumeclaims"]}
WRITES = {"operations": ["CREATE", "UPDATE"]}

SOURCES = ("configMap", "downwardAPI", "emptyDir", "persistentVolumeClaim", "projected", "secret")
"""What serving's volumes may come from: nothing that a pod could point at another place by itself."""

DIGEST = "@sha256:[0-9a-f]{64}$"


def admission(
    topology: Topology, platform: KubernetesPlatform, *, pinned_images: bool = True
) -> tuple[Manifest, ...]:
    """Return the policies of a plan, each with the binding that puts it in force.

    Images are pinned unless the nodes run nothing, as in tests, where nobody knows the digests.
    """
    del platform
    policies = [_pinned_images(topology)] if pinned_images else []
    if any(cluster.purpose == "serving" for cluster in topology.clusters):
        policies += [_storage_of_serving(topology), _claims_of_serving(topology)]
    return tuple(manifest for policy in policies for manifest in (policy, _binding(topology, policy)))


def readable(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that serving may read."""
    identities = {cluster.identity for cluster in topology.clusters if cluster.purpose == "serving"}
    granted = {right.store for right in topology.rights if right.identity in identities}
    return tuple(store for store in topology.stores if store.name in granted)


def forbidden(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that serving may not reach at all: those of training, and the registry."""
    granted = readable(topology)
    return tuple(store for store in topology.stores if store not in granted)


def _storage_of_serving(topology: Topology) -> Manifest:
    may = _what_serving_may(topology)
    validations = [
        _validation(
            "variables.beyond.size() == 0",
            f"'serving asks for the store ' + variables.beyond.join(', ') + ', which is not for serving; {may}; "
            "take its volume and its Secret out, and promote a model with `groundplan promote`'",
        ),
        _validation(
            "variables.promotes || variables.written.size() == 0",
            f"'serving asks to write the store ' + variables.written.join(', ') + '; {may}; mount it readOnly, "
            "without the Secret of promotion'",
        ),
        _validation(
            "variables.promotes || !variables.registers",
            f"'serving asks for the password of the registry, which is not for serving; {may}; take the Secret "
            f"{REGISTRY_CLIENT_SECRET} out, and promote a model with `groundplan promote`'",
        ),
        _validation(
            "variables.promotes || !variables.acts",
            f"'serving asks for the identity of promotion, which is not for serving; {may}; run it as the service "
            "account of its cluster, and promote a model with `groundplan promote`'",
        ),
        _validation(
            f"!{cel.any_source_beyond(SOURCES)}",
            f"'serving asks for a volume that names its own place, such as hostPath, nfs or csi; {may}; volumes here "
            f"come from {', '.join(SOURCES)}'",
        ),
    ]
    return _policy(
        topology, "serving-storage", [PODS, RAY], _serving(topology), _asked(topology), validations
    )


def _asked(topology: Topology) -> list[dict[str, str]]:
    """Return what a pod beside serving asks for, as variables of the policy."""
    beyond = [store.name for store in forbidden(topology)]
    own = [store.name for store in readable(topology)]
    name, promotes = f"'{store_object_name('')}' + store", f"'{promotion_secret_name('')}' + store"
    reached = f"{cel.claims(name)} || {cel.opens_secret(name)} || {cel.opens_secret(promotes)}"
    return [
        *cel.VARIABLES,
        {"name": "promotes", "expression": _promotes()},
        {"name": "acts", "expression": cel.acts_as(f"'{PROMOTION}'")},
        {"name": "registers", "expression": cel.opens_secret(f"'{REGISTRY_CLIENT_SECRET}'")},
        _names("beyond", beyond, reached),
        _names("written", own, f"{cel.claims_writable(name)} || {cel.opens_secret(promotes)}"),
    ]


def _claims_of_serving(topology: Topology) -> Manifest:
    names = [store_object_name(store.name) for store in forbidden(topology)]
    classes = [class_name(topology, store) for store in forbidden(topology)]
    own = [store_object_name(store.name) for store in readable(topology)]
    may = _what_serving_may(topology)
    there = "has(object.spec.volumeName) || has(object.spec.dataSource) || has(object.spec.dataSourceRef)"
    validations = [
        _validation(
            f"!(object.metadata.name in {cel.strings(names)}) && (!has(object.spec.storageClassName)"
            f" || !(object.spec.storageClassName in {cel.strings(classes)}))",
            f"'a claim beside serving asks for storage that is not for serving; {may}; claim another class, under "
            "another name'",
        ),
        _validation(
            f"object.metadata.name in {cel.strings(own)} || !({there})",
            f"'a claim beside serving asks for a volume that is there already; {may}; claim an empty one, without "
            "volumeName and dataSource'",
        ),
    ]
    rules = [{**CLAIMS, "operations": ["CREATE"]}]
    return _policy(topology, "serving-claims", rules, _serving(topology), [], validations)


def _pinned_images(topology: Topology) -> Manifest:
    bare = f"{cel.CONTAINERS}.filter(container, has(container.image) && !container.image.matches('{DIGEST}'))"
    listed = f"variables.specs.map(spec, {bare}.map(container, container.image).join(', ')).filter(each, each != '')"
    variables = [*cel.VARIABLES, {"name": "unpinned", "expression": cel.squeezed(listed)}]
    validation = _validation(
        "variables.unpinned.size() == 0",
        "'an image is not pinned by its digest: ' + variables.unpinned.join(', ') + '; write "
        "<registry>/<name>@sha256:<64 hexadecimal digits>, since a tag can come to mean another image'",
    )
    parts = {
        "key": next(iter(labels(part=CLUSTER))),
        "operator": "In",
        "values": [CLUSTER, REGISTRY],
    }
    where = {"matchLabels": labels(plan=topology.name), "matchExpressions": [parts]}
    return _policy(topology, "pinned-images", [PODS, RAY], where, variables, [validation])


def _names(variable: str, stores: Sequence[str], condition: str) -> dict[str, str]:
    # An empty list has no type of its own in CEL, and `join` wants strings.
    among = cel.strings(stores) if stores else "[''].filter(store, false)"
    return {"name": variable, "expression": cel.squeezed(f"{among}.filter(store, {condition})")}


def _promotes() -> str:
    labelled = f"'{ROLE}' in object.metadata.labels && object.metadata.labels['{ROLE}'] == '{PROMOTION}'"
    no_node = "!('ray.io/node-type' in object.metadata.labels)"
    return f"request.kind.kind == 'Pod' && has(object.metadata.labels) && {labelled} && {no_node}"


def _what_serving_may(topology: Topology) -> str:
    may = ", ".join(store.name for store in readable(topology))
    return f"serving may read {may or 'no store'}, nothing else"


def _serving(topology: Topology) -> dict[str, Any]:
    return {"matchLabels": labels(plan=topology.name, purpose="serving")}


def _validation(expression: str, message: str) -> dict[str, str]:
    return {
        "expression": cel.squeezed(expression),
        "messageExpression": cel.squeezed(message),
        "reason": "Forbidden",
    }


def _policy(
    topology: Topology,
    name: str,
    rules: Sequence[Mapping[str, Any]],
    where: Mapping[str, Any],
    variables: Sequence[Mapping[str, str]],
    validations: Sequence[Mapping[str, str]],
) -> Manifest:
    return {
        "apiVersion": API_VERSION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": metadata(topology, namespace_name(topology.name, name)),
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "namespaceSelector": where,
                "resourceRules": [{**WRITES, **rule} for rule in rules],
            },
            "matchConditions": [cel.NOT_GOING],
            "variables": [{**each, "expression": cel.squeezed(each["expression"])} for each in variables],
            "validations": list(validations),
        },
    }


def _binding(topology: Topology, policy: Manifest) -> Manifest:
    name = policy["metadata"]["name"]
    return {
        "apiVersion": API_VERSION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": metadata(topology, name),
        "spec": {"policyName": name, "validationActions": ["Deny", "Audit"]},
    }
