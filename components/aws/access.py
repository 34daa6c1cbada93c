"""How the cluster is reached: a kubeconfig whose user is a program that asks AWS for a token, so it holds no secret."""

from __future__ import annotations

import json


def kubeconfig(
    *,
    name: str,
    location: str,
    endpoint: str,
    authority: str,
    profile: str | None = None,
    role: str | None = None,
) -> str:
    """Return a kubeconfig; `authority` is the certificate of the API server, in base64.

    `profile` and `role` are those by which the stack's provider is in the account (aws:profile, aws:assumeRoles): the
    credentials that a shell happens to have may be another account's.
    """
    arguments = ["--region", location, "eks", "get-token", "--cluster-name", name, "--output", "json"]
    asked = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "aws",
        "args": [*arguments, *(["--role-arn", role] if role else [])],
        "interactiveMode": "Never",
        "provideClusterInfo": False,
        **({"env": [{"name": "AWS_PROFILE", "value": profile}]} if profile else {}),
    }
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": name, "cluster": {"server": endpoint, "certificate-authority-data": authority}}
            ],
            "users": [{"name": name, "user": {"exec": asked}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )
