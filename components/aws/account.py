"""Opens the account that a stack names, by Amazon's own client and as Pulumi's provider does. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.topology.asking import CannotAsk, NoCredentials

if TYPE_CHECKING:
    from boto3 import Session

ATTEMPTS = 8
"""With Amazon's own pauses, about a minute: whoever is told to slow down has got through by then."""
CONNECT_S, READ_S = 5, 60
SESSION_NAME = "groundplan"
PROGRAM = "aws"
"""Gives the kubeconfig's user its credential (access.py)."""
PROGRAM_FROM = "install the AWS command line (https://docs.aws.amazon.com/cli), which opens the cluster"
LOG_IN = (
    "log in (`aws sso login`) or set aws:profile of the stack, until `aws sts get-caller-identity` answers"
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account that can be asked, and the region in which."""

    session: Session
    account_id: str
    location: str

    def client(self, service: str) -> Any:
        """Return the client of a service; it repeats what was throttled."""
        return _client(self.session, service)


def open_account(configured: Callable[[str], Any], location: str) -> Account:
    """Return the account that a stack's configuration names, else that of the environment.

    `configured` gives aws:profile, aws:allowedAccountIds and aws:assumeRoles. Raises NoCredentials where there are
    none, CannotAsk where they are not accepted or lead to another account.
    """
    try:
        import boto3
    except ImportError as error:
        raise CannotAsk("Amazon's client is not installed; run `make extra-aws`") from error
    with asking("who we are"):
        session = boto3.Session(profile_name=configured("aws:profile"), region_name=location)
        if session.get_credentials() is None:
            raise NoCredentials(f"there are no credentials of AWS here; {LOG_IN}")
        for role in configured("aws:assumeRoles") or ():
            session = _assumed(session, role)
        account_id = str(_client(session, "sts").get_caller_identity()["Account"])
    _require_allowed(account_id, configured("aws:allowedAccountIds"))
    return Account(session=session, account_id=account_id, location=location)


def whose(configured: Callable[[str], Any], location: str) -> str:
    """Return whose account answers, in words. Raises NoCredentials, CannotAsk."""
    return f"account {open_account(configured, location).account_id}"


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turn what Amazon's client raises into one sentence. Raises CannotAsk."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound

    try:
        yield
    except NoCredentialsError as error:
        raise NoCredentials(f"there are no credentials of AWS here; {LOG_IN}") from error
    except ProfileNotFound as error:
        raise CannotAsk(f"aws:profile of the stack: {error}; {LOG_IN}") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        reason = f"{said.get('Code', 'refused')}: {said.get('Message', '')}".rstrip(": ")
        raise CannotAsk(f"AWS does not tell {what} ({reason}); {LOG_IN}, and ask for the right") from error
    except BotoCoreError as error:
        raise CannotAsk(f"AWS does not tell {what} ({' '.join(str(error).split())}); {LOG_IN}") from error


def _assumed(session: Session, role: Mapping[str, Any]) -> Session:
    """Return the session of a role that the one before may assume."""
    import boto3

    given = {
        "RoleArn": role.get("roleArn") or role.get("role_arn"),
        "RoleSessionName": role.get("sessionName") or role.get("session_name") or SESSION_NAME,
        "ExternalId": role.get("externalId") or role.get("external_id"),
    }
    asked = {key: value for key, value in given.items() if value}
    found = _client(session, "sts").assume_role(**asked)["Credentials"]
    return boto3.Session(
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
        region_name=session.region_name,
    )


def _require_allowed(account_id: str, allowed: Sequence[Any] | None) -> None:
    """Refuse an account that the stack does not name: nothing is left in the wrong one. Raises CannotAsk."""
    if allowed and account_id not in map(str, allowed):
        raise CannotAsk(
            f"the credentials lead to account {account_id}, and the stack's aws:allowedAccountIds are "
            f"{', '.join(map(str, allowed))}; set aws:profile of the stack to one of these"
        )


def _client(session: Session, service: str) -> Any:
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    patience = Config(retries=retries, connect_timeout=CONNECT_S, read_timeout=READ_S)
    return session.client(service, config=patience)
