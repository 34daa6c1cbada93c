"""How the cluster is reached: a kubeconfig whose user is a program that asks AWS for a token, so it holds no secret."""

from __future__ import annotations

import json


def kubeconfig(*, name: str, location: str, endpoint: str, authority: str) -> str:
    """Return a kubeconfig; `authority` is the certificate of the API server, in base64."""
    arguments = ["--region", location, "eks", "get-token", "--cluster-name", name, "--output", "json"]
    asked = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "aws",
        "args": arguments,
        "interactiveMode": "Never",
        "provideClusterInfo": False,
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
