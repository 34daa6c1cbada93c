"""A cluster's authority as a Pulumi resource that names its type: policies see `ray:Authority` and not "dynamic"."""

from __future__ import annotations

import pulumi
from pulumi import dynamic

from components.ray.providers import AuthorityProvider


class Authority(dynamic.Resource, module="ray", name="Authority"):
    """An authority for TLS; `key` is a Pulumi secret, `fingerprint` tells one from another."""

    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    fingerprint: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=["key"])
        props = {"name": name, "certificate": None, "key": None, "fingerprint": None}
        super().__init__(AuthorityProvider(), name, props, pulumi.ResourceOptions.merge(opts, hidden))
