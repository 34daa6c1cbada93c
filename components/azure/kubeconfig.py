"""The kubeconfig of an AKS cluster: its user is a program that asks Entra for a token. Pure."""

from __future__ import annotations

import json
import re

SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""The application that stands for every AKS cluster with Entra; the same in every tenant (Azure/kubelogin)."""


def kubeconfig(from_azure: str, *, name: str, login: str) -> str:
    """Return a kubeconfig with the address and the authority that Azure told, and kubelogin as its user.

    Raises ValueError where Azure's file names neither.
    """
    server = re.search(r"^\s*server: (\S+)$", from_azure, re.MULTILINE)
    authority = re.search(r"^\s*certificate-authority-data: (\S+)$", from_azure, re.MULTILINE)
    if server is None or authority is None:
        raise ValueError(f"{name}: Azure's kubeconfig names no server or no authority; ask for it again")
    cluster = {"server": server[1], "certificate-authority-data": authority[1]}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": cluster}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
            "users": [{"name": name, "user": {"exec": _token(login)}}],
        },
        sort_keys=True,
    )


def _token(login: str) -> dict[str, object]:
    return {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": ["get-token", "--server-id", SERVER_ID, "--login", login],
        "installHint": "install kubelogin: https://azure.github.io/kubelogin/install.html",
        "interactiveMode": "IfAvailable",
        "provideClusterInfo": False,
    }
