"""Declares the definitions of an operator's kinds: one resource, in which they are packed (docs/decisions/0013).

It asks nothing; `definitions.py` does when the engine makes, compares or deletes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi

from components.contract import KubernetesPlatform
from components.kubernetes import definitions
from components.kubernetes.keeping import kept
from components.kubernetes.providers import HANDED_OVER, CustomKinds

Manifests = Sequence[Mapping[str, Any]]


def with_packed_kinds(platform: KubernetesPlatform) -> KubernetesPlatform:
    """Return a platform that makes definitions as one resource, and tells volumes that are there whether they are kept.

    One that does already is left as it is, and so is one whose cluster stays when the stack goes: it knows its cluster
    by more than a kubeconfig.
    """
    if platform.define is not None or platform.kept_nodes is None:
        return platform
    where = {HANDED_OVER: pulumi.Output.secret(platform.kubeconfig), "identity": platform.identity}
    secret = pulumi.ResourceOptions(additional_secret_outputs=[HANDED_OVER])

    def define(operator: str, manifests: Manifests, options: pulumi.ResourceOptions) -> pulumi.Resource:
        return defined(operator, manifests, where, pulumi.ResourceOptions.merge(options, secret))

    def keep(
        is_kept: bool, classes: Sequence[str], namespaces: Sequence[str], options: pulumi.ResourceOptions
    ) -> pulumi.Resource:
        return kept(is_kept, classes, namespaces, where, pulumi.ResourceOptions.merge(options, secret))

    return replace(platform, define=define, keep=keep)


def defined(
    operator: str, manifests: Manifests, where: Mapping[str, Any], options: pulumi.ResourceOptions
) -> pulumi.Resource:
    """Make the definitions of an operator's kinds; `where` says how the cluster is found again, and known."""
    props = {
        **where, "operator": operator, "kinds": definitions.digests(manifests),
        "packed": definitions.pack(manifests),
    }  # fmt: skip
    return CustomKinds(f"kinds-{operator}", props, options)
