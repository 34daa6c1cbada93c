"""The things on a host as Pulumi resources, each naming its type: policies see `hosts:Raylet` and not "dynamic"."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi import dynamic

from components.hosts.providers import KindProvider, SecretProvider

START_TIMEOUT = pulumi.CustomTimeouts(create="10m", update="10m", delete="5m")


class Secret(dynamic.Resource, module="hosts", name="Secret"):
    """A random key or token; `value` is a Pulumi secret."""

    value: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        merged = pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(additional_secret_outputs=["value"])
        )
        super().__init__(SecretProvider(), name, {"value": None, **props}, merged)


class StorageNamespace(dynamic.Resource, module="hosts", name="StorageNamespace"):
    """The namespace in which the stack's volumes are mounted."""

    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(KindProvider("StorageNamespace"), name, _with_outputs(props), opts)


class Volume(dynamic.Resource, module="hosts", name="Volume"):
    """An encrypted volume of one store; `evidence` says by what it is encrypted."""

    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]
    evidence: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        merged = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=["key"]))
        super().__init__(KindProvider("Volume"), name, _with_outputs({"evidence": None, **props}), merged)


class Sandbox(dynamic.Resource, module="hosts", name="Sandbox"):
    """The namespaces of one identity, with its stores and nothing else of this machine's data."""

    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        merged = pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(additional_secret_outputs=["token"])
        )
        super().__init__(KindProvider("Sandbox"), name, _with_outputs(props), merged)


class Raylet(dynamic.Resource, module="hosts", name="Raylet"):
    """One Ray node."""

    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        timed = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(custom_timeouts=START_TIMEOUT))
        super().__init__(KindProvider("Raylet"), name, _with_outputs(props), timed)


class Forward(dynamic.Resource, module="hosts", name="Forward"):
    """A port of this machine's loopback that leads into a sandbox."""

    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(KindProvider("Forward"), name, _with_outputs(props), opts)


def _with_outputs(props: dict[str, Any]) -> dict[str, Any]:
    """A dynamic resource has only the outputs that its inputs name: `None` declares one."""
    return {"incarnation": None, "state": None, **props}
