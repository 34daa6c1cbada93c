"""What a stack's configuration file says, read without an engine."""

from typing import Any

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
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    file = session.configuration_file
    try:
        document = YAML(typ="safe").load(file)
    except FileNotFoundError:
        return None
    except (YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise Refused(
            f"{file} is not YAML ({said}); mend it, or remove it and name the plan with --plan"
        ) from error
    values = document.get("config") if isinstance(document, dict) else None
    return values.get(key) if isinstance(values, dict) else None
