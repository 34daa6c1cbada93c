"""What create, read, update and delete mean for each kind of thing on a host.

All kinds follow one rule: what is there is started by one operation, seen by a second and ended by a third, and a
thing whose process died, or whose ground was replaced under it (`incarnation` of what it stands on), is started again
in place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from components.hosts.agent.records import HostError
from components.hosts.transport import LOCAL, transport_of

KEY_BYTES = 32
# Set by the engine's bookkeeping or by us after the fact: never a reason to change a resource.
OUTPUT_ONLY = frozenset({"__provider", "incarnation", "state", "evidence", "value"})


@dataclass(frozen=True)
class Kind:
    """The operations of one kind, and the inputs whose change needs a new thing (`replaced_by`) or is refused."""

    start: str
    observe: str
    stop: str
    replaced_by: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()


KINDS = {
    "StorageNamespace": Kind(
        "storage.start", "namespace.observe", "namespace.stop", replaced_by=frozenset({"folder"})
    ),
    "Volume": Kind(
        "volume.start",
        "volume.observe",
        "volume.delete",
        fixed=frozenset({"encryption", "folder", "store", "key"}),
    ),
    "Sandbox": Kind(
        "sandbox.start", "namespace.observe", "namespace.stop", replaced_by=frozenset({"folder", "identity"})
    ),
    "Raylet": Kind(
        "raylet.start", "raylet.observe", "raylet.stop", replaced_by=frozenset({"folder", "identity"})
    ),
    "Forward": Kind(
        "forward.start", "forward.observe", "forward.stop", replaced_by=frozenset({"folder", "identity"})
    ),
}


def new_secret(props: dict[str, Any]) -> dict[str, Any]:
    """The outputs of a Secret: `value` is KEY_BYTES random bytes in hexadecimal."""
    return {**props, "value": secrets.token_hex(KEY_BYTES)}


def resource_id(props: dict[str, Any]) -> str:
    """The id of a resource: its stack and its identity there, so the same plan finds its things again."""
    return f"{props['stack']}/{props['identity']}"


def start(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """Starts the thing, or starts it again; its outputs. Raises HostError."""
    reply = transport_of(props.get("transport", LOCAL)).call(KINDS[kind].start, inputs_of(props))
    found = {"incarnation": reply["incarnation"], "state": "running"}
    return inputs_of(props) | found | ({"evidence": reply["evidence"]} if "evidence" in reply else {})


def inputs_of(props: dict[str, Any]) -> dict[str, Any]:
    """What of `props` was asked for."""
    return {key: whole_numbers(value) for key, value in props.items() if key not in OUTPUT_ONLY}


def whole_numbers(value: Any) -> Any:
    """`value` with 5.0 as 5, all the way down: the engine's wire format knows only floating-point numbers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: whole_numbers(item) for key, item in value.items()}
    return [whole_numbers(item) for item in value] if isinstance(value, list) else value


def observe(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """The outputs with `state` as it is now: "running", "dead" or, where nothing is left of it, "missing"."""
    reply = transport_of(props.get("transport", LOCAL)).call(KINDS[kind].observe, inputs_of(props))
    same = reply["alive"] and reply["incarnation"] == props.get("incarnation")
    return {**props, "state": "running" if same else "dead" if reply["present"] else "missing"}


def changed(olds: dict[str, Any], news: dict[str, Any]) -> set[str]:
    """Names of the inputs that differ."""
    old, new = inputs_of(olds), inputs_of(news)
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def difference(kind: str, olds: dict[str, Any], news: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether the thing must be started again, and the inputs that need a new one.

    Raises HostError for a change that would lose data.
    """
    differing = changed(olds, news)
    refused = differing & KINDS[kind].fixed
    if refused:
        name = sorted(refused)[0]
        raise HostError(
            f"store {olds['store']}: its {name} cannot change without losing what it holds"
            + (f" (is {olds.get(name)}, now {news.get(name)})" if name != "key" else "")
            + "; put it back, or remove the store from the plan and copy its content first"
        )
    replaced = sorted(differing & KINDS[kind].replaced_by)
    needs_start = bool(differing) or observe(kind, olds)["state"] != "running"
    return needs_start, replaced


def stop(kind: str, props: dict[str, Any]) -> None:
    """Ends the thing and removes what it left. Raises HostError."""
    transport_of(props.get("transport", LOCAL)).call(KINDS[kind].stop, inputs_of(props))
