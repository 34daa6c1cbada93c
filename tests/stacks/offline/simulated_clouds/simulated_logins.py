"""Simulated logins: the programs that kubeconfigs of clouds ask for a credential; all give the control plane's own."""

import base64
import json
from pathlib import Path

PROGRAMS = ("aws", "gke-gcloud-auth-plugin", "kubelogin")
ANSWER = """#!/bin/sh
# It answers in the version of the protocol in which it was asked.
version=$(printf %s "$KUBERNETES_EXEC_INFO" | grep -o 'client.authentication.k8s.io/v1[a-z0-9]*' | head -n 1)
exec sed "s#@VERSION@#$version#" '{credential}'
"""


def simulated_logins(folder: Path, kubeconfig: Path) -> Path:
    """Write the programs into a folder for PATH, and return it; they log in whom a kubeconfig's certificate names."""
    folder.mkdir(mode=0o700)
    user = json.loads(kubeconfig.read_text(encoding="utf-8"))["users"][0]["user"]
    status = {
        "clientCertificateData": base64.b64decode(user["client-certificate-data"]).decode(),
        "clientKeyData": base64.b64decode(user["client-key-data"]).decode(),
    }
    credential = folder / "credential.json"
    credential.touch(mode=0o600)
    credential.write_text(
        json.dumps({"apiVersion": "@VERSION@", "kind": "ExecCredential", "status": status}), encoding="utf-8"
    )
    for name in PROGRAMS:
        program = folder / name
        program.write_text(ANSWER.format(credential=credential), encoding="utf-8")
        program.chmod(0o700)
    return folder
