"""Mutations that no rule catches, and why each stays so; a reason that nothing needs fails the tests."""

from collections.abc import Mapping

from tests.policies.mutants import kubernetes

OF_PODS = {
    ".resources.requests.cpu": (
        "the limit stays, and is the request where none is given (Kubernetes, Resource Management for Pods)"
    ),
    ".spec.securityContext": "every container says the same itself, and what a container says holds before its pod",
}
"""How the way of a mutation of pods ends -> why no rule catches it."""

REASONS: Mapping[str, Mapping[str, str]] = {
    "aws": {},
    "azure": {},
    "gcp": {},
    "kubernetes": {
        **{
            str(each): why
            for each in kubernetes.MUTATIONS
            for end, why in OF_PODS.items()
            if each.way.endswith(end)
        },
        "kubernetes:storage.k8s.io/v1:StorageClass parameters gone": (
            "Filestore encrypts every instance, and its only parameter here is the tier"
        ),
    },
}
"""Target -> mutation, as it is written -> why no rule catches it."""

OF_SOME: Mapping[str, Mapping[str, str]] = {
    "kubernetes": {
        "kubernetes:core/v1:Namespace metadata.labels.pod-security.kubernetes.io/enforce gone": (
            "of the GPU operator's namespace, whose pods drive devices of the nodes; the others are caught"
        ),
    },
}
"""Target -> mutation of which the first mutant is caught -> why some others are not."""
