"""What the engine says to a pack: its configuration, and requests about one resource."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import ParseDict
from pulumi.runtime import proto


def tell(made: Any, said: Mapping[str, Any]) -> None:
    """Configure a service."""
    made.ConfigureStack(proto.AnalyzerStackConfigureRequest(tags={"owner": "me"}), None)
    made.Configure(ParseDict({"policyConfig": said}, proto.ConfigureAnalyzerRequest()), None)


def asked(kind: Any, token: str, inputs: Mapping[str, Any], name: str = "x") -> Any:
    """Return a request about one resource."""
    named = {"type": token, "name": name, "urn": f"urn:pulumi:s::p::{token}::{name}", "properties": inputs}
    return ParseDict(named, kind())
