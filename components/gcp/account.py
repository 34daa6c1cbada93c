"""Opens the project that a stack names, by Google's own library for credentials. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.rest import Rest
from components.topology.asking import CannotAsk, NoCredentials

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
LOG_IN = (
    "log in (`gcloud auth application-default login`) until `gcloud auth application-default print-access-token` "
    "answers"
)
PROGRAM = "gke-gcloud-auth-plugin"
"""Gives the kubeconfig's user its credential (kubeconfig.py)."""
PROGRAM_FROM = "`gcloud components install gke-gcloud-auth-plugin`, which opens the cluster"
ADDRESSES = {
    "cloudasset": "https://cloudasset.googleapis.com",
    "cloudkms": "https://cloudkms.googleapis.com",
    "cloudquotas": "https://cloudquotas.googleapis.com",
    "compute": "https://compute.googleapis.com",
    "container": "https://container.googleapis.com",
}
"""Where each service answers."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A project that can be asked; `token` returns a bearer token that holds now."""

    project: str
    token: Callable[[], str]
    addresses: Mapping[str, str] = field(default_factory=lambda: ADDRESSES)

    def service(self, name: str) -> Rest:
        """Return the API of a service."""
        remedy = (
            f"{LOG_IN}, ask for the right, and switch the service on: `gcloud services enable {name}.googleapis.com "
            f"--project {self.project}`"
        )
        return Rest(who="Google Cloud", address=self.addresses[name], token=self.token, remedy=remedy)


def open_account(configured: Callable[[str], Any]) -> Account:
    """Return the project that a stack's configuration names (gcp:project), asked as the environment says who.

    Raises NoCredentials where there are none, CannotAsk where the stack names no project or the library is missing.
    """
    project = configured("gcp:project")
    if not project:
        raise CannotAsk("gcp:project of the stack is not set; set it by `pulumi config set gcp:project NAME`")
    credentials = _credentials()
    return Account(project=str(project), token=lambda: _token(credentials))


def headers() -> dict[str, str]:
    """Return the headers of a question that is about no project, and whose project counts it. Raises CannotAsk."""
    credentials = _credentials()
    counted = getattr(credentials, "quota_project_id", None)
    who = {"Authorization": f"Bearer {_token(credentials)}"}
    return {**who, "x-goog-user-project": str(counted)} if counted else who


def whose(configured: Callable[[str], Any], _location: str) -> str:
    """Return whose project is asked, in words, once a token for it is there. Raises NoCredentials, CannotAsk."""
    account = open_account(configured)
    account.token()
    return f"project {account.project}"


def _credentials() -> Any:
    """Return what the environment has to say who asks. Raises NoCredentials, CannotAsk."""
    try:
        import google.auth
        from google.auth.exceptions import GoogleAuthError
    except ImportError as error:
        raise CannotAsk("Google's library is not installed; run `make extra-gcp`") from error
    try:
        return google.auth.default(scopes=[SCOPE])[0]
    except GoogleAuthError as error:
        raise NoCredentials(f"there are no credentials of Google Cloud here; {LOG_IN}") from error


def _token(credentials: Any) -> str:
    """Return a token that holds now. Raises CannotAsk."""
    from google.auth.exceptions import GoogleAuthError
    from google.auth.transport.requests import Request

    try:
        if not credentials.valid:
            credentials.refresh(Request())
    except GoogleAuthError as error:
        said = " ".join(str(error.args[0] if error.args else error).split())
        raise CannotAsk(f"Google Cloud does not accept the credentials here ({said}); {LOG_IN}") from error
    return str(credentials.token)
