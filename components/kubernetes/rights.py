"""Whether the credential may do something, asked of the API server before it is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.kubernetes.access import Access

Right = tuple[str, str, str]
"""(verb, API group, resource), in every namespace."""
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
RULES_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
NOWHERE = "groundplan-is-in-no-such-namespace"
"""Where a review of all rules tells those alone that hold in every namespace: roles of a namespace need one."""
AT_ONCE = 8


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


def missing_rights(access: Access, rights: Iterable[Right]) -> frozenset[Right]:
    """Return those rights that a credential lacks. Raises NoCluster with one sentence.

    One question tells the rules of roles, which for most is all; what they do not grant is asked right by right, since
    other authorizers may.
    """
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": NOWHERE},
    }
    told = access.request("POST", RULES_REVIEW, body=review)
    rules = told["status"].get("resourceRules") or ()
    unsure = [right for right in rights if not is_granted(rules, right)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        allowed = list(pool.map(lambda right: may(access, right[0], _named(*right[1:])), unsure))
    return frozenset(right for right, is_allowed in zip(unsure, allowed, strict=True) if not is_allowed)


def is_granted(rules: Iterable[Mapping[str, Any]], right: Right) -> bool:
    """Return whether rules of roles grant a right for every object, whatever its name."""
    verb, group, resource = right
    return any(
        not rule.get("resourceNames")
        and not {verb, "*"}.isdisjoint(rule.get("verbs") or ())
        and not {group, "*"}.isdisjoint(rule.get("apiGroups") or ())
        and not {resource, "*"}.isdisjoint(rule.get("resources") or ())
        for rule in rules
    )


def written(rights: Iterable[Right]) -> tuple[str, ...]:
    """Return rights in words, one text a resource, such as "create/patch deployments.apps"; the order is always one."""
    order = ("get", "list", "watch", "create", "patch", "delete", "bind", "escalate")
    found: dict[tuple[str, str], list[str]] = {}
    for verb, group, resource in sorted(rights, key=lambda right: (right[1:], order.index(right[0]))):
        found.setdefault((group, resource), []).append(verb)
    return tuple(f"{'/'.join(verbs)} {_named(*resource)}" for resource, verbs in found.items())


def _named(group: str, resource: str) -> str:
    return f"{resource}.{group}" if group else resource
