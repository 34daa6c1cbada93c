"""Whether the credential may do something, asked of the API server before it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.kubernetes.access import Access

REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


def may(access: Access, verb: str, right: str, namespace: str = "") -> bool:
    """Return whether we may do something; without a namespace, in all of them. Raises NoCluster.

    `right` is what it is done to, such as "secrets", "pods/portforward" or "rayjobs.ray.io".
    """
    plural, _, group = right.partition(".")
    name, _, part = plural.partition("/")
    asked = {"verb": verb, "group": group, "resource": name, "subresource": part, "namespace": namespace}
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": asked},
    }
    return bool(access.request("POST", REVIEW, body=review)["status"].get("allowed"))
