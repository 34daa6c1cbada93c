"""Makes simulated resources of the hosts target from `resources.json`: type name -> logical name -> inputs.

Nothing is created but a line in `created.txt` per resource. The value `{"known_at_apply": x}` becomes x at apply
and is not known at preview: it is an output of another resource.
"""

import json
from pathlib import Path
from typing import Any

import pulumi
from pulumi import dynamic

PROJECT = Path(__file__).parent


class SimulatedProvider(dynamic.ResourceProvider):
    """Writes down what it is asked to create and creates nothing."""

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Append the name of the resource to the journal."""
        with open(props["journal"], "a", encoding="utf-8") as journal:  # noqa: PTH123 - serialized without imports
            journal.write(props["name"] + "\n")
        return dynamic.CreateResult(f"simulated-{props['name']}", {**props, "output": props.get("value")})


class Volume(dynamic.Resource, module="hosts", name="Volume"):
    """Simulated hosts:Volume."""


class Sandbox(dynamic.Resource, module="hosts", name="Sandbox"):
    """Simulated hosts:Sandbox."""


class Raylet(dynamic.Resource, module="hosts", name="Raylet"):
    """Simulated hosts:Raylet."""


class Forward(dynamic.Resource, module="hosts", name="Forward"):
    """Simulated hosts:Forward."""


class KnownAtApply(dynamic.Resource, module="simulated", name="KnownAtApply"):
    """A resource whose `output` is not known before it was created."""

    output: pulumi.Output[Any]


TYPES: dict[str, type[dynamic.Resource]] = {
    "Volume": Volume,
    "Sandbox": Sandbox,
    "Raylet": Raylet,
    "Forward": Forward,
}


def make(kind: type[dynamic.Resource], name: str, properties: dict[str, Any]) -> dynamic.Resource:
    """Register one resource with the simulated provider."""
    journal = str(PROJECT / "created.txt")
    return kind(SimulatedProvider(), name, {**properties, "name": name, "journal": journal})


def inputs(value: Any, name: str) -> Any:
    """Replace `{"known_at_apply": x}` by the output of a resource that answers x."""
    if isinstance(value, dict) and "known_at_apply" in value:
        source = make(KnownAtApply, name, {"value": value["known_at_apply"], "output": None})
        return source.output  # type: ignore[attr-defined]
    if isinstance(value, dict):
        return {key: inputs(element, f"{name}-{key}") for key, element in value.items()}
    if isinstance(value, list):
        return [inputs(element, f"{name}-{index}") for index, element in enumerate(value)]
    return value


def secret_token(properties: dict[str, Any]) -> dict[str, Any]:
    """Mark the token as a secret, as the real nodes have it."""
    if properties.get("token") is None:
        return properties
    return {**properties, "token": pulumi.Output.secret(properties["token"])}


def main() -> None:
    """Register everything the file names."""
    resources = json.loads((PROJECT / "resources.json").read_text(encoding="utf-8"))
    for type_name, by_name in resources.items():
        for name, properties in by_name.items():
            known = inputs(properties, f"known-at-apply-{type_name}-{name}")
            make(TYPES[type_name], name, secret_token(known))


main()
