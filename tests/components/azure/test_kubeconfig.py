"""The kubeconfig: Azure's address and authority, and a program as the user."""

import json

import pytest

from components.azure.kubeconfig import kubeconfig
from tests.components.azure import recorded


def test_the_user_is_a_program_that_asks_entra() -> None:
    told = json.loads(kubeconfig(recorded.KUBECONFIG, name="digits", login="workloadidentity"))
    run = told["users"][0]["user"]["exec"]
    assert run["args"] == [
        "get-token", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630", "--login", "workloadidentity",
    ]  # fmt: skip
    assert told["current-context"] == "digits"
    assert told["clusters"][0]["cluster"]["certificate-authority-data"] == "Q0E="


def test_what_is_no_kubeconfig_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="names no server or no authority"):
        kubeconfig("apiVersion: v1", name="digits", login="azurecli")
