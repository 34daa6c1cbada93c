"""A simulated engine whose state has the kubeconfig that a stack's own provider uses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stacks.session import Session
from stacks.state import SPECIAL_VALUE

KUBECONFIG = json.dumps(
    {"kind": "Config", "users": [{"name": "atlas", "user": {"exec": {"command": "aws"}}}]}
)
SECRET = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine writes for a value that nobody knows yet."""


@dataclass
class SimulatedDriver:
    """Gives the state that a test says, and remembers what was asked."""

    kubeconfig: Any
    asked: list[Sequence[str]] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)

    def require(self, *arguments: str) -> str:
        self.asked.append(arguments)
        provider = {"type": "pulumi:providers:kubernetes", "inputs": {"kubeconfig": self.kubeconfig}}
        bucket = {"type": "aws:s3/bucket:Bucket", "inputs": {"bucket": "atlas-models"}}
        return json.dumps({"deployment": {"resources": [bucket, *self.before, provider]}})


def secret(text: str) -> dict[str, str]:
    return {SPECIAL_VALUE: SECRET, "plaintext": json.dumps(text)}


def driven(session: Session, kubeconfig: Any) -> SimulatedDriver:
    """Give a session a simulated engine with such a state."""
    driver = SimulatedDriver(kubeconfig)
    session.__dict__["driver"] = driver
    return driver
