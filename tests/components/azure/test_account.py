"""The subscription is the one that the stack names; who asks is whom the environment says."""

from collections.abc import Callable
from typing import Any, NamedTuple

import azure.identity
import pytest
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from components.azure.account import SUBSCRIPTION, open_account, whose
from components.topology.asking import CannotAsk, NoCredentials

CONFIGURED = {SUBSCRIPTION: "11111111-2222-3333-4444-555555555555"}


class Token(NamedTuple):
    token: str


def simulate(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Token]) -> None:
    class SimulatedCredential:
        def get_token(self, *_scopes: str) -> Token:
            return answer()

    monkeypatch.setattr(azure.identity, "DefaultAzureCredential", SimulatedCredential)


def failing(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


def test_the_token_is_the_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, lambda: Token("held"))
    account = open_account(CONFIGURED.get)
    assert account.token() == "held" and account.subscription == CONFIGURED[SUBSCRIPTION]


def test_without_credentials_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, failing(ClientAuthenticationError("Attempted credentials:\n\tall of them")))
    with pytest.raises(
        NoCredentials, match=r"no credentials of Azure here that it accepts; log in \(`az login`\)"
    ):
        open_account(CONFIGURED.get).token()


def test_no_way_to_azure_is_a_sentence_of_bounded_length(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, failing(ServiceRequestError("no route\n" * 500)))
    with pytest.raises(CannotAsk, match="does not tell who we are") as caught:
        open_account(CONFIGURED.get).token()
    assert len(str(caught.value)) < 600 and "\n" not in str(caught.value)


def test_a_subscription_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CannotAsk, match=f"`pulumi config set {SUBSCRIPTION} ID`"):
        open_account({}.get)
    monkeypatch.setenv("AZURE_SUBSCRIPTION_ID", "from-the-environment")
    assert open_account({}.get).subscription == "from-the-environment"


def test_whose_subscription_is_asked_is_told_once_there_is_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, lambda: Token("held"))
    assert whose(CONFIGURED.get, "eastus") == f"subscription {CONFIGURED[SUBSCRIPTION]}"
    simulate(monkeypatch, failing(ClientAuthenticationError("none")))
    with pytest.raises(NoCredentials):
        whose(CONFIGURED.get, "eastus")
