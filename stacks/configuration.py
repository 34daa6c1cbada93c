"""What a stack's configuration file says, read without an engine."""

import json
from collections.abc import Mapping
from typing import Any

from components.topology.asking import CannotAsk
from stacks.cli.failures import Refused
from stacks.session import Session


def configured(session: Session, key: str) -> str | None:
    """Return the plain text that the stack's configuration has under a key, such as `groundplan:plan`, or None.

    Raises:
        Refused: the file is not what the engine writes.
    """
    found = configured_value(session, key)
    return found if isinstance(found, str) and found else None


def configured_value(session: Session, key: str) -> Any:
    """Return what the stack's configuration has under a key, a list or a mapping as well; None where it has nothing.

    Raises:
        Refused: the file is not what the engine writes.
    """
    return values_of(session).get(key)


def plain_value(session: Session, key: str) -> Any:
    """Return what the stack's configuration has under a key, which the engine did not encrypt. Raises CannotAsk."""
    found = configured_value(session, key)
    if isinstance(found, dict) and found.keys() == {"secure"}:
        raise CannotAsk(
            f"{key} of the stack is encrypted, and here it is read without the engine; set it as plain text, since it "
            "is no secret"
        )
    return found


def plain_values(session: Session) -> dict[str, str]:
    """Return all that the stack's configuration says in plain text, as the engine hands it on; lists as JSON.

    Raises:
        Refused: the file is not what the engine writes.
    """
    return plain(values_of(session))


def plain(values: Mapping[str, Any]) -> dict[str, str]:
    """Return those values of a configuration that are plain text, as the engine hands them on; lists as JSON."""
    found = {str(key): value for key, value in values.items() if not _has_secret(value)}
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}


def _has_secret(value: Any) -> bool:
    """Return whether the engine keeps some of a value encrypted, at whatever depth."""
    if isinstance(value, dict):
        return "secure" in value or any(map(_has_secret, value.values()))
    return isinstance(value, list) and any(map(_has_secret, value))


def values_of(session: Session) -> Mapping[str, Any]:
    """Return all that the stack's configuration says, by key. Raises what `configured` raises."""
    file = session.configuration_file
    try:
        return values_in(file.read_bytes(), str(file))
    except FileNotFoundError:
        return {}


def values_in(text: bytes, named: str) -> Mapping[str, Any]:
    """Return what a stack's configuration says, by key; what is encrypted as the engine writes it.

    Raises:
        Refused: the text, which the sentence calls `named`, is not what the engine writes.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe").load(text)
    except (YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise Refused(
            f"{named} is not YAML ({said}); mend it, or remove it and name the plan with --plan"
        ) from error
    values = document.get("config") if isinstance(document, dict) else None
    return values if isinstance(values, dict) else {}
