"""Opens the subscription that a stack names, by Azure's own library for credentials. It changes nothing."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.rest import Rest
from components.topology.asking import CannotAsk, NoCredentials

ADDRESS = "https://management.azure.com"
SCOPE = "https://management.azure.com/.default"
LONGEST = 300
"""Characters of what the library says: it tells of every way that it tried."""
LOG_IN = "log in (`az login`) until `az account get-access-token` answers"
PROGRAM = "kubelogin"
"""Gives the kubeconfig's user its credential (kubeconfig.py)."""
PROGRAM_FROM = "install kubelogin (https://azure.github.io/kubelogin/install.html), which opens the cluster"
SUBSCRIPTION = "azure-native:subscriptionId"
FROM_ENVIRONMENT = ("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID")
"""Where the stack names none: the variable of Pulumi's provider, and that of Azure's own tools."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A subscription that can be asked; `token` returns a bearer token that holds now."""

    subscription: str
    token: Callable[[], str]
    address: str = ADDRESS

    @property
    def manager(self) -> Rest:
        """Azure Resource Manager, by which everything is asked."""
        remedy = f"{LOG_IN}, and ask for the right to read subscription {self.subscription}"
        return Rest(who="Azure", address=self.address, token=self.token, remedy=remedy)


def open_account(configured: Callable[[str], Any]) -> Account:
    """Return the subscription that a stack's configuration names, asked as the environment says who.

    Raises NoCredentials where there are none, CannotAsk where no subscription is named or the library is missing.
    """
    named = [configured(SUBSCRIPTION), *(os.environ.get(name) for name in FROM_ENVIRONMENT)]
    subscription = next((str(each) for each in named if each), None)
    if subscription is None:
        raise CannotAsk(
            f"{SUBSCRIPTION} of the stack is not set; set it by `pulumi config set {SUBSCRIPTION} ID`, as `az account "
            "show` tells it"
        )
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise CannotAsk("Azure's library is not installed; run `make extra-azure`") from error
    # It tells of every way that it tried; the sentence at the end says all of it.
    logging.getLogger("azure.identity").setLevel(logging.ERROR)
    credential = DefaultAzureCredential()
    return Account(subscription=subscription, token=lambda: _token(credential))


def whose(configured: Callable[[str], Any], _location: str) -> str:
    """Return whose subscription is asked, in words, once a token is there. Raises NoCredentials, CannotAsk."""
    account = open_account(configured)
    account.token()
    return f"subscription {account.subscription}"


def _token(credential: Any) -> str:
    """Return a token that holds now; the library keeps it until it ends. Raises NoCredentials, CannotAsk."""
    from azure.core.exceptions import AzureError, ClientAuthenticationError

    try:
        return str(credential.get_token(SCOPE).token)
    except ClientAuthenticationError as error:
        raise NoCredentials(f"there are no credentials of Azure here that it accepts; {LOG_IN}") from error
    except AzureError as error:
        said = " ".join(str(error).split())[:LONGEST]
        raise CannotAsk(f"Azure does not tell who we are ({said}); {LOG_IN}") from error
