"""A resource as its provider is asked for it: what the adapters of this folder make another form of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource of a cloud.

    Attributes:
        token: its type, such as aws:ec2/vpc:Vpc.
        name: its logical name, one in a plan.
        inputs: what its provider is asked for, by the names on the wire; secrets read "[secret]".
        refers_to: property -> logical names of the resources from which its value comes.
    """

    token: str
    name: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    refers_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
