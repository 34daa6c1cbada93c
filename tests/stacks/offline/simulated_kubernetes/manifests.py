"""The objects that the tests here declare, all in a namespace that belongs to one test."""

from typing import Any


def namespace(home: str, **labels: str) -> dict[str, Any]:
    """Return the namespace; a label makes it one that has an owner."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": home, "labels": {"made-by": "test", **labels}},
    }


def settings(home: str, name: str = "settings", **data: Any) -> dict[str, Any]:
    """Return a ConfigMap in the namespace."""
    metadata = {"name": name, "namespace": home, "labels": {"made-by": "test"}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def secret(home: str, **data: Any) -> dict[str, Any]:
    """Return a Secret in the namespace."""
    metadata = {"name": "token", "namespace": home}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data}


def deployment(home: str, *, replicas: int = 2, label: str = "web", **pod: Any) -> dict[str, Any]:
    """Return a Deployment in the namespace; `pod` are further fields of its pods' spec."""
    labels = {"app": label}
    container = {"name": "web", "image": "example.com/web", "resources": {"requests": {"cpu": "1000m"}}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": home},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container], **pod}},
        },
    }


def definition(home: str) -> dict[str, Any]:
    """Return the definition of a kind that only this test knows."""
    spec = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    names = {"plural": "tries", "singular": "try", "kind": "Try", "listKind": "TryList"}
    group = f"{home}.example.com"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"tries.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [version]},
    }


def custom(home: str, name: str = "one", size: int = 3) -> dict[str, Any]:
    """Return an object of that kind."""
    metadata = {"name": name, "namespace": home}
    return {
        "apiVersion": f"{home}.example.com/v1",
        "kind": "Try",
        "metadata": metadata,
        "spec": {"size": size},
    }
