"""The kubeconfig of a cluster that a stack made for itself: its provider has it in the stack's own state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stacks.session import Session
from stacks.state import SPECIAL_VALUE

PROVIDER = "pulumi:providers:kubernetes"


def kubeconfig_of(session: Session) -> str | None:
    """Return the kubeconfig by which a stack's own provider reaches its cluster, None where it has none yet.

    It tells of no credential, only of the program that asks for one. One that another has replaced, and that
    is still to go, led to a cluster before. Raises Failed where the state cannot be read.
    """
    told = session.driver.require("stack", "export", "--show-secrets", "--stack", session.stack)
    resources = (json.loads(told).get("deployment") or {}).get("resources") or ()
    live = (each for each in resources if each["type"] == PROVIDER and not each.get("delete"))
    found = ((each.get("inputs") or {}).get("kubeconfig") for each in live)
    return next((text for each in found if (text := _plain(each))), None)


def _plain(value: Any) -> str | None:
    """Return the text of a value of the state, which is a secret or is none; None where it was never known."""
    if isinstance(value, Mapping) and SPECIAL_VALUE in value:
        value = json.loads(value.get("plaintext") or "null")
    return value if isinstance(value, str) and value.startswith("{") else None
