"""What a secret in plain text looks like, in a value, in a program and in Base64, and what is none."""

import base64
from collections.abc import Callable

import pytest

from policies.judge.plain_secrets import has_secret, names_secret

SECRETS = (
    "export DB_PASSWORD=hunter2hunter2",
    "password: 'correct-horse'",
    '{"apiKey": "0123456789"}',
    "curl https://me:hunter2@example.com/",
    "aws_access_key_id = AKIAABCDEFGHIJKLMNOP",
    "-----BEGIN RSA PRIVATE KEY-----",
    "Environment=DB_PASSWORD=hunter2hunter2",
    "wget https://h/x?token=abcdefgh1234",
    "helm install lab --set=db.password=hunter2hunter2",
    "DB_SECRET=arn:aws:secretsmanager:us-east-1:1:secret:db,PASSWORD=hunter2hunter2",
    "SECRET_KEY_ID=x:PASSWORD=hunter2hunter2",
    "SECRET_ACCESS_KEY=/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK",
    "PASSWORD=/hunter2hunter2",
)
NONE = (
    "",
    "export TOKEN=$(aws secretsmanager get-secret-value --secret-id lab)",
    "PASSWORD=${PASSWORD}",
    "TOKEN=`cat /run/secrets/token`",
    "PASSWORD_FILE=/run/secrets/password",
    "TOKEN=/run/secrets/token",
    "export TOKEN=/vault/secrets/DB_TOKEN; run",
    "CREDENTIALS=/credentials.json",
    "TOKEN=/run/user/$UID/token",
    "API_TOKEN=/api-token",
    "token_mode: required-always",
    "DB_SECRET=projects/p/secrets/db",
    "DB_SECRET=projects/p/locations/europe-west4/secrets/db/versions/latest",
    "DB_SECRET=projects/$PROJECT/secrets/db",
    "DB_SECRET=arn:aws:secretsmanager:us-east-1:000000000000:secret:lab/db-AbCdEf",
    "get arn:aws:secretsmanager:us-east-1:$ACCOUNT:secret:lab/db-AbCdEf",
    "DB_SECRET=https://lab.vault.azure.net/secrets/db",
    "volumes:\n- secret:\n    secretName: database",
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


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("hunter2", True),
        ("/hunter2hunter2", True),
        ("/K7MDENG/bPxRfiCYEXAMPLEKEY", True),
        ("projects/hunter2", True),
        ("/run/secrets/token", False),
        ("projects/p/secrets/db", False),
        ("arn:aws:secretsmanager:us-east-1:000000000000:secret:db", False),
        (" ", False),
        (3, False),
    ],
)
def test_value_of_a_name_is_a_secret_unless_it_says_where_one_lies(value: object, is_one: bool) -> None:
    assert names_secret("db-secret", value) is is_one
    assert not names_secret("db-secret-file", value), "the name says that it is something else"


@pytest.mark.parametrize("value", [None, True, 3, ["password=hunter2hunter2"]])
def test_what_is_no_text_holds_none(value: object) -> None:
    assert not has_secret(value)
