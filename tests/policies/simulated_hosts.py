"""Simulated resources of the hosts target: a stack that keeps every promise, and ways to break one at a time."""

from dataclasses import dataclass
from typing import Any

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policies.judge.judging import Verdict
from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule
from tests.altered import GONE, with_value
from tests.policies import breach as captured_breach

Properties = dict[str, Any]
Resources = dict[str, dict[str, Properties]]
"""Type name ("Volume") -> logical name -> inputs."""

UNKNOWN = UNKNOWN_STRING_VALUE
"""What the engine sends for a value that is not known at preview."""

ABSENT = GONE
"""Set to this, a property is left out."""

TRAIN_TOKEN = "simulated-token-of-train"
SERVE_TOKEN = "simulated-token-of-serve"


def _volume(holds: str) -> Properties:
    return {"store": holds, "holds": holds, "encryption": "gocryptfs", "path": f"/state/volumes/{holds}"}


def mount(store: str, access: str) -> Properties:
    """Return a mount that says the truth about the volume of this name."""
    return {"store": store, "holds": store, "access": access, "path": f"/state/volumes/{store}/mount"}


def _sandbox(purpose: str, name: str, token: str | None, **access_by_store: str) -> Properties:
    mounts = [mount(store, access) for store, access in access_by_store.items()]
    sandbox = {
        "identity": f"sandbox-{name}",
        "purpose": purpose,
        "mounts": mounts,
        "visible": ["/opt/python"],
    }
    return {**sandbox, "token": token} if token else sandbox


def _raylet(cluster: str, purpose: str) -> Properties:
    return {
        "cluster": cluster,
        "purpose": purpose,
        "sandbox": f"sandbox-{cluster}",
        "authentication": "token",
        "environment": {"RAY_AUTH_MODE": "token"},
    }


def sound_stack() -> Resources:
    """Return a fresh stack of two clusters that keeps every promise of the security pack."""
    return {
        "Volume": {holds: _volume(holds) for holds in ("datasets", "checkpoints", "registry", "models")},
        "Sandbox": {
            "sandbox-train": _sandbox("training", "train", TRAIN_TOKEN, datasets="read", registry="write"),
            "sandbox-serve": _sandbox("serving", "serve", SERVE_TOKEN, models="read"),
            "sandbox-promotion": _sandbox("promotion", "promotion", None, registry="write", models="write"),
        },
        "Raylet": {
            "train-head-0": _raylet("train", "training"),
            "train-data-0": _raylet("train", "training"),
            "serve-head-0": _raylet("serve", "serving"),
        },
        "Forward": {"train-job-api": {"cluster": "train", "listen_host": "127.0.0.1", "listen_port": 20001}},
    }


@dataclass(frozen=True)
class Breach:
    """One property of the sound stack set to a value that breaks a promise, and what the report must say.

    `path` leads to the property: type name, logical name, keys and indices.
    """

    path: tuple[str | int, ...]
    value: Any
    message: str

    def apply(self) -> Resources:
        """Return the sound stack with this one property changed."""
        return changed(self.path, self.value)

    def __str__(self) -> str:
        return "-".join(str(step) for step in self.path)


def changed(path: tuple[str | int, ...], value: Any, resources: Resources | None = None) -> Resources:
    """Return a copy of `resources` (the sound stack) with the property at `path` set, or left out if ABSENT."""
    return with_value(resources or sound_stack(), path, value)


def stack_of(resources: Resources) -> Stack:
    """Return the resources as the SDK hands them to a rule, in the order of their URNs."""
    made = [
        simulated_resource(type_name, name, properties)
        for type_name, by_name in resources.items()
        for name, properties in by_name.items()
    ]
    return Stack(tuple(sorted(made, key=lambda resource: resource.urn)))


def simulated_resource(type_name: str, name: str, properties: Any) -> Resource:
    """Return one resource whose unknown values raise the SDK's error when they are read."""
    token = f"pulumi-python:dynamic/hosts:{type_name}"
    urn = f"urn:pulumi:simulated::simulated::{token}::{name}"
    return Resource(token, name, urn, unknown_checking_proxy(properties))


def verdicts(rule: Rule, resources: Resources) -> list[Verdict]:
    """Judge all resources with one rule: one verdict per resource, or one for the stack."""
    return captured_breach.verdicts(rule, stack_of(resources))


def violations(rule: Rule, resources: Resources) -> list[str]:
    """Return what the rule finds, all of it; fails where the rule could not judge everything."""
    return captured_breach.violations(rule, stack_of(resources))


def not_known(rule: Rule, resources: Resources) -> list[str]:
    """Return the places that the rule cannot judge before apply."""
    return [place for verdict in verdicts(rule, resources) for place in verdict.not_known]
