"""Compares what is declared with the SDK of the official provider for Kubernetes: its classes and its annotations.

The comparison is that of the simulated clouds. Kinds of operators have no class: of these the shape is compared, and
each pod template inside. So is what a chart's values hand on to objects as it is.
"""

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pulumi_kubernetes
from pulumi.runtime import rpc

from components.objects import token_of
from stacks.offline.simulated_clouds.checking import Fault, input_faults
from stacks.offline.simulated_clouds.sdk import Declared, input_types, required_of
from stacks.offline.simulated_kubernetes.conditions import UnreadableCondition, conditions_of

PACKAGE = pulumi_kubernetes.__name__.removeprefix("pulumi_")
CHART = "kubernetes:helm.sh/v4:Chart"
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
EXTENSION = "x-kubernetes-"
"""How fields of a schema begin; the SDK has underscores instead, and its provider takes both."""
PREFIX = "pulumi.com/"
EMBEDDED = {
    "affinity": "AffinityArgs",
    "resources": "ResourceRequirementsArgs",
    "template": "PodTemplateSpecArgs",
    "volumeClaimTemplate": "PersistentVolumeClaimArgs",
}
"""Keys under which operators and charts take parts of core objects -> the SDK's class of such a part."""


def official_faults(token: str, inputs: Mapping[str, Any]) -> list[str]:
    """Return what the official provider would not take of a resource, each with its property and the reason."""
    found = [*_faults(token, inputs), *annotation_faults("", inputs)]
    return [f"{path} {reason}" for path, reason in found]


def _faults(token: str, inputs: Mapping[str, Any]) -> Iterator[Fault]:
    _, module, kind = token.split(":")
    known = rpc.get_resource_module(PACKAGE, module, "")
    if known is not None and token in known.mod_info["classes"]:  # type: ignore[attr-defined]
        args = _arguments(known.mod_info["fqn"], kind)  # type: ignore[attr-defined]
        yield from _faults_of(args, _as_the_sdk_spells(inputs) if token == DEFINITION else inputs)
    elif _is_built_in(module):
        yield "apiVersion", f"is not one of the SDK for {kind}, and its group is Kubernetes' own"
    else:
        if token != (given := token_of(inputs)):
            yield "kind", f"is of the type {given}, and is declared as {token}"
        yield from _faults_of(_part("meta.v1", "ObjectMetaArgs"), inputs["metadata"], "metadata.")
    if token == CHART or known is None:
        yield from _embedded_faults("", inputs)


def _arguments(module: str, kind: str) -> type:
    own = importlib.import_module(module)
    return getattr(own, f"{kind}InitArgs", None) or getattr(own, f"{kind}Args")


def _part(module: str, name: str) -> type:
    return getattr(importlib.import_module(f"pulumi_kubernetes.{module}"), name)


def _faults_of(args: type, given: Mapping[str, Any], path: str = "") -> Iterator[Fault]:
    of = Declared(inputs=input_types(args), required=required_of(args), outputs={})
    for place, reason in input_faults(of, given):
        yield f"{path}{place}", reason


def _is_built_in(module: str) -> bool:
    """Return whether the SDK knows other versions or kinds of a group such as apps, in a module such as apps/v9."""
    group = module.partition("/")[0]
    return any(each.startswith(f"{PACKAGE}:{group}/") for each in rpc._RESOURCE_MODULES)


def _as_the_sdk_spells(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_the_sdk_spells(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key.replace("-", "_") if key.startswith(EXTENSION) else key: _as_the_sdk_spells(each)
        for key, each in value.items()
    }


def _embedded_faults(path: str, value: Any) -> Iterator[Fault]:
    for key, each in _items(value):
        if key in EMBEDDED and isinstance(each, Mapping):
            yield from _faults_of(_part("core.v1", EMBEDDED[key]), each, f"{path}{key}.")
        else:
            yield from _embedded_faults(f"{path}{key}.", each)


def _items(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return [(str(index), each) for index, each in enumerate(value)] if isinstance(value, list) else []


def annotation_faults(path: str, value: Any) -> Iterator[Fault]:
    """Yield what the provider does not know of the annotations `pulumi.com/…`, or reads otherwise than was meant."""
    for key, each in _items(value):
        if key == "annotations" and isinstance(each, Mapping):
            for name, said in each.items():
                if name.startswith(PREFIX) and (reason := _misread(name.removeprefix(PREFIX), said)):
                    yield f"{path}{key}.{name}", reason
        else:
            yield from annotation_faults(f"{path}{key}.", each)


def _misread(name: str, said: Any) -> str | None:
    if name not in ANNOTATIONS:
        return f"is no annotation of the provider; known: {', '.join(ANNOTATIONS)}"
    if not isinstance(said, str) or not ANNOTATIONS[name](said):
        return f"is {json.dumps(said)}, which the provider does not read"
    return None


def _can_be_waited_for(said: str) -> bool:
    try:
        return bool(conditions_of(said))
    except UnreadableCondition:
        return False


def _is_true_or_false(said: str) -> bool:
    return said in {"true", "false"}


ANNOTATIONS: Mapping[str, Callable[[str], bool]] = {
    "deletionPropagationPolicy": {"background", "foreground", "orphan"}.__contains__,
    "patchFieldManager": bool,
    "patchForce": _is_true_or_false,
    "replaceUnready": _is_true_or_false,
    "skipAwait": _is_true_or_false,
    "timeoutSeconds": str.isdecimal,
    "waitFor": _can_be_waited_for,
}
"""What it reads -> which values (pulumi-kubernetes 4.34: provider/pkg/metadata/annotations.go and overrides.go). It
compares with `true` in this case alone. `autonamed` is its own."""
