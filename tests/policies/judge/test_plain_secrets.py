"""What a secret in plain text looks like, in a value, in a program and in Base64, and what is none."""

import base64
from collections.abc import Callable

import pytest

from policies.judge.plain_secrets import has_secret

SECRETS = (
    "export DB_PASSWORD=hunter2hunter2",
    "password: 'correct-horse'",
    '{"apiKey": "0123456789"}',
    "curl https://me:hunter2@example.com/",
    "aws_access_key_id = AKIAABCDEFGHIJKLMNOP",
    "-----BEGIN RSA PRIVATE KEY-----",
)
NONE = (
    "",
    "export TOKEN=$(aws secretsmanager get-secret-value --secret-id lab)",
    "PASSWORD=${PASSWORD}",
    "TOKEN=`cat /run/secrets/token`",
    "PASSWORD_FILE=/run/secrets/password",
    "TOKEN=/run/secrets/token",
    "token_mode: required-always",
    "#!/bin/sh\nset -eu\n",
)


@pytest.mark.parametrize("text", SECRETS)
def test_secret_in_a_program_is_seen(text: str) -> None:
    assert has_secret(f"#!/bin/sh\n{text}\n")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.encodebytes])
@pytest.mark.parametrize("text", SECRETS)
def test_base64_hides_nothing(text: str, encode: Callable[[bytes], bytes]) -> None:
    assert has_secret(encode(f"#!/bin/sh\n{'# long ' * 20}\n{text}\n".encode()).decode())


@pytest.mark.parametrize("text", NONE)
def test_what_refers_to_a_secret_is_none(text: str) -> None:
    assert not has_secret(text)
    assert not has_secret(base64.b64encode(text.encode()).decode())


@pytest.mark.parametrize("value", [None, True, 3, ["password=hunter2hunter2"]])
def test_what_is_no_text_holds_none(value: object) -> None:
    assert not has_secret(value)
