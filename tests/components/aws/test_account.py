"""The account that a stack names is opened as Pulumi's provider does; every way in which it cannot be is a sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.aws.account import open_account, whose
from components.topology.asking import CannotAsk, NoCredentials
from tests.components.aws import simulated_account
from tests.components.aws.simulated_account import ACCOUNT, REGION, client


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with simulated_account.simulated_account(monkeypatch):
        yield


def opened(**configured: Any) -> str:
    known = {f"aws:{key}": value for key, value in configured.items()}
    return open_account(known.get, REGION).account_id


def test_the_environment_says_who_asks_where_the_stack_does_not() -> None:
    assert opened() == ACCOUNT


def test_without_credentials_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(
        NoCredentials, match=r"there are no credentials of AWS here; log in \(`aws sso login`\)"
    ):
        opened()


def test_a_profile_is_taken_from_the_user_s_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(
        "[profile prod]\naws_access_key_id = simulated\naws_secret_access_key = simulated\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert opened(profile="prod") == ACCOUNT
    with pytest.raises(CannotAsk, match=r"aws:profile of the stack: .*absent.* could not be found"):
        opened(profile="absent")


@pytest.mark.parametrize("allowed", [["210987654321"], [210987654321]])
def test_another_account_than_the_stack_allows_is_not_looked_at(allowed: list[Any]) -> None:
    with pytest.raises(CannotAsk, match=f"lead to account {ACCOUNT}, and .* are 210987654321"):
        opened(allowedAccountIds=allowed)
    assert opened(allowedAccountIds=[*allowed, ACCOUNT]) == ACCOUNT


def test_roles_are_assumed_one_after_the_other() -> None:
    there = "210987654321"
    first = {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/first", "externalId": "shared"}
    assert opened(assumeRoles=[first]) == ACCOUNT
    assert opened(assumeRoles=[first, {"roleArn": f"arn:aws:iam::{there}:role/second"}]) == there
    known: dict[str, Any] = {"aws:assumeRoles": [{"roleArn": f"arn:aws:iam::{there}:role/second"}]}
    found = open_account(known.get, "eu-west-1")
    assert (found.session.region_name, found.location) == ("eu-west-1", "eu-west-1")
    found.client("kms").create_key()
    assert client("kms").list_keys()["Keys"] == [], "what it asks, it asks there"


def test_a_role_that_may_not_be_assumed_is_a_sentence() -> None:
    with pytest.raises(CannotAsk, match=r"AWS does not tell who we are \("):
        opened(assumeRoles=[{"roleArn": "x"}])


def test_whose_account_answers_is_told_in_words() -> None:
    assert whose({}.get, REGION) == f"account {ACCOUNT}"
