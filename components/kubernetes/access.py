"""The way into a cluster: which kubeconfig and context, and one sentence where that leads nowhere."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

ANSWER_SECONDS = 15.0
"""An API server that takes longer to answer a single question cannot be worked with."""

FILES = {
    "certificate-authority": "certificate-authority-data",
    "client-certificate": "client-certificate-data",
}
FILES |= {"client-key": "client-key-data"}
"""Fields of a kubeconfig that name a file, and the field that holds its content instead."""

JSON = "application/json"
RETRIES = 2
"""Of connections that break before an answer: a load balancer in front of API servers drops idle ones."""


class NoCluster(Exception):
    """The cluster cannot be reached, does not let us in, or is not the one that is meant."""


class Missing(NoCluster):
    """There is no such object."""


class Conflict(NoCluster):
    """Somebody else changed the object meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """A cluster that can be asked. `kubeconfig` holds just this context, files included: a secret."""

    api: ApiClient
    kubeconfig: str
    context: str
    server: str

    def get(self, path: str, *, accept: str = JSON, **query: str) -> dict[str, Any]:
        """Return what the API server has at a path. Raises NoCluster with one sentence."""
        return self.request("GET", path, accept=accept, **query)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: str = JSON,
        accept: str = JSON,
        **query: str,
    ) -> dict[str, Any]:
        """Return the API server's answer to one request; `content` is the type of `body`.

        Raises Missing where there is nothing, Conflict where somebody else changed it, NoCluster otherwise.
        """
        import urllib3

        headers = {"Accept": accept, "Content-Type": content}
        self.api.update_params_for_auth(headers, [], ["BearerToken"], path, method, body)
        address = f"{self.server}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            answer = self.api.rest_client.pool_manager.request(
                method, address, body=None if body is None else json.dumps(body), headers=headers,
                timeout=ANSWER_SECONDS, retries=RETRIES,
            )  # fmt: skip
        except (urllib3.exceptions.HTTPError, OSError) as error:
            why = getattr(error, "reason", None) or error
            raise NoCluster(
                f"the cluster of context {self.context} does not answer at {self.server} ({_last_words(why)}); "
                "see `kubectl cluster-info`, and set groundplan:context if another one is meant"
            ) from error
        if answer.status >= 400:
            raise self._refusal(answer.status, _message(answer.data) or str(answer.reason))
        return json.loads(answer.data)

    def _refusal(self, status: int, said: str) -> NoCluster:
        here = f"the cluster of context {self.context}"
        if status == 401:
            return NoCluster(
                f"{here} does not accept the credential in the kubeconfig: it has expired or was revoked; "
                "log in again until `kubectl auth whoami` answers"
            )
        if status == 403:
            return NoCluster(f"{here} does not allow it: {said}; ask its owner for the right")
        kind = {404: Missing, 409: Conflict}.get(status, NoCluster)
        return kind(f"{here} answered {status}: {said}")


def connect(kubeconfig: str | None = None, context: str | None = None) -> Access:
    """Return the access by a kubeconfig (default: KUBECONFIG, else ~/.kube/config) and context (default: its current).

    Nothing is asked yet. Raises NoCluster where there is no such file or context, or the client is not installed.
    """
    try:
        from kubernetes import config as loading
        from kubernetes.config.kube_config import KubeConfigMerger
    except ImportError as error:
        raise NoCluster("the Kubernetes client is not installed; run `make extra-kubernetes`") from error
    paths = kubeconfig or os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")
    if not any(Path(path).expanduser().is_file() for path in paths.split(os.pathsep)):
        raise NoCluster(
            f"there is no kubeconfig {paths}; set KUBECONFIG, or groundplan:kubeconfig of the stack"
        )
    try:
        document = _plain(KubeConfigMerger(paths).config)
        chosen = context or document.get("current-context")
        small = minified(document, chosen)
        client = loading.new_client_from_config_dict(small)
        server = str(small["clusters"][0]["cluster"]["server"]).rstrip("/")
    except (loading.ConfigException, KeyError, TypeError, ValueError, OSError) as error:
        raise NoCluster(f"the kubeconfig {paths} cannot be used: {_last_words(error)}") from error
    return Access(api=client, kubeconfig=json.dumps(small), context=str(chosen), server=server)


def minified(document: Mapping[str, Any], context: str | None) -> dict[str, Any]:
    """Return a kubeconfig with one context and what it names, the content of files in their place.

    Raises ValueError where there is no such context.
    """
    contexts = {entry["name"]: entry["context"] for entry in document.get("contexts") or ()}
    if context not in contexts:
        raise ValueError(f"it has no context {context!r}; it has: {', '.join(sorted(contexts)) or 'none'}")
    chosen = contexts[context]
    cluster = next(entry for entry in document["clusters"] if entry["name"] == chosen["cluster"])
    user = next(entry for entry in document["users"] if entry["name"] == chosen["user"])
    return {
        "apiVersion": "v1", "kind": "Config", "current-context": context,
        "contexts": [{"name": context, "context": dict(chosen)}],
        "clusters": [{"name": cluster["name"], "cluster": _with_contents(cluster["cluster"])}],
        "users": [{"name": user["name"], "user": _with_contents(user["user"])}],
    }  # fmt: skip


def _plain(node: Any) -> Any:
    """Return the values in what the client's loader wraps to tell their path in its errors."""
    value = getattr(node, "value", node)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _with_contents(section: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in section.items() if key not in FILES}
    for key, data in FILES.items():
        if key in section and data not in section:
            found[data] = base64.b64encode(Path(section[key]).read_bytes()).decode()
    return found


def _message(body: str | bytes | None) -> str:
    try:
        return str(json.loads(body or "").get("message", ""))
    except (ValueError, AttributeError):
        return ""


def _last_words(error: object) -> str:
    """Return what an error of the HTTP client says, without the addresses of its objects."""
    return str(error).rpartition("object at 0x")[2].partition(">: ")[2] or str(error) or type(error).__name__
