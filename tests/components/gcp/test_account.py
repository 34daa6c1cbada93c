"""The project is the one that the stack names; who asks is whom the environment says."""

from typing import Any

import google.auth
import pytest
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from components.gcp.account import ADDRESSES, headers, open_account, whose
from components.topology.asking import CannotAsk, NoCredentials

CONFIGURED = {"gcp:project": "atlas-project"}


class SimulatedCredentials:
    """Credentials whose token ended; a new one is `renewed`, or there is none."""

    def __init__(self, renewed: str | None) -> None:
        self.valid, self.token, self._renewed = False, "old", renewed

    def refresh(self, _request: Any) -> None:
        if self._renewed is None:
            raise RefreshError("invalid_grant: the account was removed", {"error": "invalid_grant"})
        self.valid, self.token = True, self._renewed


def simulate(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    def default(**_given: Any) -> tuple[Any, None]:
        if isinstance(found, Exception):
            raise found
        return found, None

    monkeypatch.setattr(google.auth, "default", default)


def test_a_token_that_ended_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, SimulatedCredentials("new"))
    account = open_account(CONFIGURED.get)
    assert account.token() == "new" and account.project == "atlas-project"
    assert account.service("compute").address == ADDRESSES["compute"] == "https://compute.googleapis.com"


def test_without_credentials_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, DefaultCredentialsError("none"))
    with pytest.raises(NoCredentials, match="there are no credentials of Google Cloud here; log in"):
        open_account(CONFIGURED.get)


def test_credentials_that_are_refused_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, SimulatedCredentials(None))
    with pytest.raises(
        CannotAsk, match=r"does not accept the credentials here \(invalid_grant: the account"
    ) as caught:
        open_account(CONFIGURED.get).token()
    assert "{" not in str(caught.value)


def test_a_stack_that_names_no_project_is_told_how() -> None:
    with pytest.raises(CannotAsk, match="`pulumi config set gcp:project NAME`"):
        open_account({}.get)


def test_whose_project_is_asked_is_told_once_there_is_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(monkeypatch, SimulatedCredentials("new"))
    assert whose(CONFIGURED.get, "us-central1") == "project atlas-project"
    simulate(monkeypatch, SimulatedCredentials(None))
    with pytest.raises(CannotAsk, match="does not accept the credentials here"):
        whose(CONFIGURED.get, "us-central1")


def test_a_question_about_no_project_tells_who_asks_and_whose_project_counts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = SimulatedCredentials("new")
    simulate(monkeypatch, found)
    assert headers() == {"Authorization": "Bearer new"}, "a service account counts for its own project"
    vars(found)["quota_project_id"] = "atlas-project"
    assert headers()["x-goog-user-project"] == "atlas-project"
