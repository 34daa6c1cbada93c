"""A cluster's authorities as a Pulumi resource that names its type: policies see `ray:Authority` and not "dynamic"."""

from __future__ import annotations

import pulumi
from pulumi import dynamic

from components.ray.providers import AuthorityProvider


class Authority(dynamic.Resource, module="ray", name="Authority"):
    """A cluster's authorities for TLS; `key` and `next_key` are Pulumi secrets, `fingerprint` tells who signs."""

    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    trusted: pulumi.Output[str]
    fingerprint: pulumi.Output[str]
    ends: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=["key", "next_key"])
        made = ("certificate", "key", "next_certificate", "next_key", "trusted", "fingerprint", "ends")
        props = {"name": name, **dict.fromkeys(made)}
        super().__init__(AuthorityProvider(), name, props, pulumi.ResourceOptions.merge(opts, hidden))
