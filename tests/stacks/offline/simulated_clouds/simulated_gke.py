"""What GKE has in its clusters before anybody makes anything, as far as a plan declares objects of it: simulated."""

from typing import Any

COMPUTE_CLASSES: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "computeclasses.cloud.google.com"},
    "spec": {
        "group": "cloud.google.com",
        "names": {"kind": "ComputeClass", "plural": "computeclasses", "singular": "computeclass"},
        "scope": "Cluster",
        "versions": [
            {
                "name": "v1", "served": True, "storage": True,
                # Google publishes no schema of it: any field is taken.
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
            }
        ],
    },
}  # fmt: skip
"""The definition of ComputeClass (cloud.google.com, "About custom compute classes")."""
