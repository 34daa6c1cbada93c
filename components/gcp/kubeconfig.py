"""The kubeconfig of a cluster of Google Cloud. Pure."""

from __future__ import annotations

import json

PLUGIN = "gke-gcloud-auth-plugin"
AS_THE_PROVIDER = "--use_application_default_credentials=true"
"""Without it the plugin asks as whoever `gcloud` has logged in, who is nobody in a pipeline, or somebody else."""
HINT = "install it by `gcloud components install gke-gcloud-auth-plugin`"


def kubeconfig(name: str, certificate_authority: str, endpoint: str) -> str:
    """Return a kubeconfig whose user is a plugin: it holds no credential, and Google says who asks."""
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": PLUGIN,
        "args": [AS_THE_PROVIDER],
        "interactiveMode": "Never",
        "provideClusterInfo": True,
        "installHint": HINT,
    }
    server = {"server": f"https://{endpoint}", "certificate-authority-data": certificate_authority}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": name,
            "clusters": [{"name": name, "cluster": server}],
            "users": [{"name": name, "user": {"exec": plugin}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        },
        sort_keys=True,
    )
