import pytest

from stacks.offline.simulated_kubernetes.difference import Path
from stacks.offline.simulated_kubernetes.immutable import replaces, replacing_fields


def fields(api_version: str, kind: str, *mutable: str, immutable: bool = False) -> list[str]:
    """Return what replaces an object of a kind."""
    manifest = {"apiVersion": api_version, "kind": kind, **({"immutable": True} if immutable else {})}
    return list(replacing_fields(manifest, mutable_kinds=frozenset(mutable)))


@pytest.mark.parametrize(
    ("api_version", "kind", "path"),
    [
        ("v1", "Namespace", ("metadata", "name")),
        ("ray.io/v1", "RayCluster", ("metadata", "namespace")),
        ("apps/v1", "Deployment", ("spec", "selector", "matchLabels", "app")),
        ("apps/v1", "StatefulSet", ("spec", "volumeClaimTemplates", 0, "spec")),
        ("batch/v1", "Job", ("spec", "template", "spec", "containers", 0, "image")),
        ("rbac.authorization.k8s.io/v1", "RoleBinding", ("roleRef", "name")),
        ("storage.k8s.io/v1", "StorageClass", ("parameters", "type")),
        ("v1", "PersistentVolumeClaim", ("spec", "storageClassName")),
        ("v1", "Pod", ("spec", "containers", 1, "env")),
        ("v1", "Service", ("spec", "clusterIP")),
        ("v1", "Secret", ("data", "key")),
        ("v1", "ConfigMap", ("data", "key")),
    ],
)
def test_field_that_cannot_change_replaces_the_object(api_version: str, kind: str, path: Path) -> None:
    assert replaces(path, fields(api_version, kind)), "the official provider replaces it"
    assert not replaces(("metadata", "labels", "a"), fields(api_version, kind)), "a label never does"


@pytest.mark.parametrize(
    ("api_version", "kind", "path"),
    [
        ("apps/v1", "Deployment", ("spec", "replicas")),
        ("ray.io/v1", "RayCluster", ("spec", "selector")),
        ("v1", "PersistentVolumeClaim", ("spec", "resources", "requests", "storage")),
        ("storage.k8s.io/v1", "StorageClass", ("allowVolumeExpansion",)),
    ],
)
def test_other_fields_are_changed_in_place(api_version: str, kind: str, path: Path) -> None:
    assert not replaces(path, fields(api_version, kind)), "what can be changed is"


def test_field_that_goes_with_its_parent_replaces_too() -> None:
    assert replaces(("spec",), fields("apps/v1", "Deployment")), "the selector is in it"


def test_contents_change_in_place_only_where_that_is_configured_and_not_forbidden() -> None:
    assert not replaces(("data", "k"), fields("v1", "ConfigMap", "ConfigMap")), "as configured"
    assert replaces(("data", "k"), fields("v1", "Secret", "ConfigMap")), "each kind for itself"
    assert replaces(("data", "k"), fields("v1", "ConfigMap", "ConfigMap", immutable=True)), (
        "immutable is immutable"
    )
