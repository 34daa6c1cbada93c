"""Writes the file with which a client finds and convinces an API server."""

import base64
import json
from pathlib import Path

from tests.control_plane.certificates import Pair


def certificate_user(pair: Pair) -> dict[str, str]:
    """Return a user who shows a certificate."""
    return {
        "client-certificate-data": _encoded(pair.certificate),
        "client-key-data": _encoded(pair.key),
    }


def token_user(token: str) -> dict[str, str]:
    """Return a user who shows the token of a service account."""
    return {"token": token}


def write_kubeconfig(path: Path, server: str, authority: Path, user: dict[str, str]) -> Path:
    """Write a kubeconfig that only its owner may read, and return its path."""
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "control-plane",
                "cluster": {"server": server, "certificate-authority-data": _encoded(authority)},
            }
        ],
        "users": [{"name": "user", "user": user}],
        "contexts": [{"name": "control-plane", "context": {"cluster": "control-plane", "user": "user"}}],
        "current-context": "control-plane",
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")  # every YAML parser reads JSON
    return path


def _encoded(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
