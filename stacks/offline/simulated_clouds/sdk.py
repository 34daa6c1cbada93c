"""What the SDKs' own classes declare of a type: its inputs, which of them are required, and its outputs."""

import importlib
import inspect
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

from pulumi import _types

PACKAGES = {"aws": "pulumi_aws", "azure-native": "pulumi_azure_native", "gcp": "pulumi_gcp"}
"""The package of a type token -> the module of its SDK."""

READING = threading.RLock()
Found = TypeVar("Found")


class UnknownToken(Exception):
    """The SDK has no such type or function; the message is for a person."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A type as its SDK declares it: the types of inputs and outputs by their names on the wire."""

    inputs: Mapping[str, Any]
    required: frozenset[str]
    outputs: Mapping[str, Any]

    @property
    def computed(self) -> Mapping[str, Any]:
        """The outputs that are no inputs, so that only the provider can know them."""
        return {name: of for name, of in self.outputs.items() if name not in self.inputs}


def _alone(read: Callable[[Any], Found]) -> Callable[[Any], Found]:
    """Read an SDK in one thread at a time, and each thing once: its modules load lazily, and half of one is no type."""

    known: dict[Any, Found] = {}

    @wraps(read)
    def alone(what: Any) -> Found:
        with READING:
            if what not in known:
                known[what] = read(what)
            return known[what]

    return alone


@_alone
def classes(token: str) -> tuple[type, type]:
    """Return the class of a resource type, such as aws:ec2/vpc:Vpc, and that of its arguments. Raises UnknownToken."""
    made = _member(token, _class_name(token))
    own = importlib.import_module(made.__module__)
    # Where a nested input has the name already, as that of the versioning in a bucket, the SDK calls the arguments so.
    args = getattr(own, f"{made.__name__}InitArgs", None) or getattr(own, f"{made.__name__}Args", None)
    if args is None:
        raise UnknownToken(f"{token}: its SDK declares no arguments")
    return made, args


@_alone
def declared(token: str) -> Declared:
    """Return what the SDK says of a resource type, such as aws:ec2/vpc:Vpc. Raises UnknownToken."""
    made, args = classes(token)
    return Declared(
        inputs=_types.input_type_types(args),
        required=required_of(args),
        outputs=_types.resource_types(made),
    )


def read_ahead(tokens: Iterable[str]) -> None:
    """Read types before anybody asks: the modules of an SDK take seconds to load. Who asks meanwhile waits for one."""
    for token in tokens:
        with suppress(UnknownToken):
            declared(token)


@_alone
def answer_type(token: str) -> type | None:
    """Return the class of what a function of the SDK returns, such as that of aws:index/getCallerIdentity."""
    name = _class_name(token)
    return getattr(_module(token), f"{name[0].upper()}{name[1:]}Result", None)


@_alone
def input_types(args: type) -> Mapping[str, Any]:
    """Return the types of a nested input class by their names on the wire."""
    return _types.input_type_types(args)


@_alone
def output_types(made: type) -> Mapping[str, Any]:
    """Return the types of a nested output class by their names on the wire."""
    return _types.output_type_types(made)


@_alone
def required_of(args: type) -> frozenset[str]:
    """Return the names on the wire that a class of arguments cannot do without."""
    names = _types.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args.__init__).parameters
    return frozenset(
        names[name]
        for name, parameter in parameters.items()
        if name in names and parameter.default is inspect.Parameter.empty
    )


def _class_name(token: str) -> str:
    return token.rpartition(":")[2]


def _member(token: str, name: str) -> type:
    found = getattr(_module(token), name, None)
    if found is None:
        raise UnknownToken(f"{token} is no type of {_sdk(token)}; is it spelt as the SDK has it?")
    return found


def _module(token: str) -> ModuleType:
    """Return the SDK's module of a token: aws:ec2/vpc:Vpc is in pulumi_aws.ec2, aws:index/getRegion in pulumi_aws."""
    module = token.split(":")[1].partition("/")[0]
    sdk = _sdk(token)
    if module == "index":
        return importlib.import_module(sdk)
    for name in (module, f"{module}_", re.sub("(?<=[a-z])(?=[A-Z])", "_", module).lower()):
        try:
            return importlib.import_module(f"{sdk}.{name}")
        except ModuleNotFoundError as missing:
            if missing.name != f"{sdk}.{name}":
                raise
    raise UnknownToken(f"{token}: {sdk} has no module {module}")


def _sdk(token: str) -> str:
    package = token.partition(":")[0]
    if package not in PACKAGES:
        raise UnknownToken(f"{token} is of no simulated provider; those are {', '.join(PACKAGES)}")
    return PACKAGES[package]
