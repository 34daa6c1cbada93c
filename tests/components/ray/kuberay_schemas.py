"""KubeRay's own definitions as JSON schemas that refuse what they do not name, as strict validation does."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

DEFINITIONS = Path(__file__).resolve().parents[3] / "components/services/operators/manifests/kuberay.jsonl"
"""KubeRay v1.6.1's definitions, as the project declares them."""


@cache
def validator(kind: str) -> Draft7Validator:
    """Return what judges objects of a kind of `ray.io/v1`."""
    for line in DEFINITIONS.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if document["kind"] == "CustomResourceDefinition" and document["spec"]["names"]["kind"] == kind:
            version = next(one for one in document["spec"]["versions"] if one["name"] == "v1")
            return Draft7Validator(_closed(version["schema"]["openAPIV3Schema"]))
    raise LookupError(f"KubeRay defines no {kind}")


def complaints(manifest: Any) -> list[str]:
    """Return everything that the definition of a manifest's kind has against it."""
    errors = validator(manifest["kind"]).iter_errors(manifest)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed
