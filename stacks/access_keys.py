"""The keys of object stores as the stack's configuration has them: a secret, of one form.

No sentence here repeats a value: who reads an error need not be who may read the keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pulumi

if TYPE_CHECKING:
    from components.services.isolation.object_stores import AccessKeys

PROJECT = "groundplan"
NAME = "access-keys"
KEY = f"{PROJECT}:{NAME}"
FORM = (
    '{"STORE": {"read": {"id": "...", "secret": "..."}, "write": {"id": "...", "secret": "..."}}}, '
    'where a pair may have a "region" too,'
)
ACCESSES = ("read", "write")
PARTS = ("id", "secret")
REGION = "region"
"""What requests are signed for, where a service has a region of its own; a pair need not have it."""


class UnusableKeys(ValueError):
    """What the configuration has is no keys, or no secret; one sentence with the way out."""


def access_keys() -> AccessKeys:
    """Return the keys of the stack's configuration by store and access, each a secret; none where it has none.

    Raises pulumi.RunError with one sentence.
    """
    from components.services.isolation.object_stores import AccessKey

    text = pulumi.Config(PROJECT).get(NAME)
    try:
        given = read_keys(text, is_secret=pulumi.runtime.is_config_secret(KEY), stack=pulumi.get_stack())
    except UnusableKeys as error:
        raise pulumi.RunError(str(error)) from None  # what it was made from holds the keys
    return {
        (store, access): AccessKey(
            key_id=pulumi.Output.secret(pair["id"]),
            secret=pulumi.Output.secret(pair["secret"]),
            region=pair.get(REGION),
        )
        for (store, access), pair in given.items()
    }


def read_keys(
    text: str | None, *, is_secret: bool, stack: str
) -> Mapping[tuple[str, Any], Mapping[str, str]]:
    """Return {(store, access): {id, secret, region if given}} from a text of the form FORM. Raises UnusableKeys."""
    if text is None:
        return {}
    command = f"`pulumi config set --secret {KEY} --stack {stack} < access-keys.json`"
    if not is_secret:
        raise UnusableKeys(
            f"{KEY} lies in plain text in the stack's configuration, and keys have to be a secret there; "
            f"run {command}, and have new keys made if others could read the file"
        )
    try:
        document = json.loads(text)
    except ValueError as error:
        where = (
            f"line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else "at all"
        )
        raise UnusableKeys(f"{KEY} is not JSON ({where}); give it the form {FORM} with {command}") from None
    if lacks := list(_lacks(document)):
        raise UnusableKeys(f"{KEY}: {', '.join(lacks)}; give it the form {FORM} with {command}")
    return {(store, access): pair for store, pairs in document.items() for access, pair in pairs.items()}


def _lacks(document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "it is no mapping of stores"
        return
    for store, pairs in document.items():
        if not isinstance(pairs, dict) or not pairs or set(pairs) - set(ACCESSES):
            yield f'the store "{store}" has something else than "read" and "write"'
            continue
        for access, pair in pairs.items():
            yield from _lacks_of_pair(f"{store}.{access}", pair)


def _lacks_of_pair(where: str, pair: Any) -> Iterator[str]:
    if not isinstance(pair, dict):
        yield f"{where} is no pair of keys"
        return
    for part in (*PARTS, *([REGION] if REGION in pair else [])):
        if part not in pair:
            yield f'{where} has no "{part}"'
        elif not isinstance(pair[part], str) or not pair[part]:
            yield f'"{part}" of {where} is no text'
    if set(pair) - {*PARTS, REGION}:
        yield f'{where} has something beside "id", "secret" and "region"'
