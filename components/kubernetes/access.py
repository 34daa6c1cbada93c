"""The way into a cluster: one sentence where it leads nowhere, and one way to ask for everything."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from components.kubernetes import answers
from components.kubernetes import kubeconfig as kubeconfigs
from components.kubernetes.kubeconfig import UnusableKubeconfig
from components.kubernetes.media_types import JSON

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CONNECT_SECONDS = 5.0
"""Longer than any network takes to open a connection; who is behind a firewall that drops packets waits for it."""
ANSWER_SECONDS = 15.0
"""An API server that takes longer to answer a single question cannot be worked with."""
WRITE_SECONDS = 60.0
"""What an API server by default grants a request itself: definitions of kinds take time, and webhooks are asked."""
CONNECT_RETRIES = 1
RETRIES = 4
"""Of answers that break off, since a load balancer drops idle connections, and an API server that asks for patience."""
REPEATABLE = frozenset({"GET", "PATCH"})
"""A read changes nothing, and a change made twice is made once; what makes or removes may have been done unheard."""
REVIEWS = "/apis/authorization.k8s.io/"
"""What is posted here asks, and makes nothing."""
PATIENCE = (429, 503)
"""Too many requests, and a server that is just starting: both pass."""
BACKOFF_SECONDS = 0.25
"""Doubled with each repetition: 4 s in all."""

ONE_CLIENT_AT_A_TIME = Lock()
"""The client names the file of a certificate to other threads before it has written it, and the log is one for all."""

PAGE = 500
"""Objects a page: what kubectl asks for at once."""
LOOPBACK = "localhost,127.0.0.0/8,::1"
"""Never behind a proxy of the environment, as with kubectl: an API server on this machine."""


class NoCluster(Exception):
    """The cluster cannot be reached, does not let us in, or is not the one that is meant."""


class NoAnswer(NoCluster):
    """Nobody answers there: the way is closed for now, or the API server is gone."""


class Missing(NoCluster):
    """There is no such object."""


class Conflict(NoCluster):
    """Somebody else changed the object meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """A cluster that can be asked. `kubeconfig` holds just this context, files included: a secret.

    `impersonation` are the headers by which the kubeconfig's user acts as another one.
    """

    api: ApiClient
    kubeconfig: str
    context: str
    server: str
    impersonation: tuple[tuple[str, str], ...] = ()

    def get(self, path: str, *, accept: str = JSON, **query: str) -> dict[str, Any]:
        """Return what the API server has at a path. Raises NoCluster with one sentence."""
        return self.request("GET", path, accept=accept, **query)

    def listed(self, path: str, *, accept: str = JSON, **query: str) -> Iterator[dict[str, Any]]:
        """Yield every object of a list, page by page. Raises NoCluster with one sentence."""
        token = ""
        while True:
            following = {"continue": token} if token else {}
            page = self.get(path, accept=accept, limit=str(PAGE), **query, **following)
            yield from page.get("items") or ()
            token = page.get("metadata", {}).get("continue", "")
            if not token:
                return

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

        Raises Missing where there is nothing, Conflict where somebody else changed it, NoAnswer where nobody is heard,
        NoCluster otherwise.
        """
        import urllib3

        shown = {"Accept": accept, "Content-Type": content}
        self.api.update_params_for_auth(shown, [], ["BearerToken"], path, method, body)
        headers = urllib3.HTTPHeaderDict([*shown.items(), *self.impersonation])
        repeatable = REPEATABLE | {"POST"} if path.startswith(REVIEWS) else REPEATABLE
        retries = urllib3.Retry(
            RETRIES, connect=CONNECT_RETRIES, other=0, allowed_methods=repeatable, status_forcelist=PATIENCE,
            backoff_factor=BACKOFF_SECONDS, raise_on_status=False, retry_after_max=int(ANSWER_SECONDS),
        )  # fmt: skip
        read_s = ANSWER_SECONDS if method == "GET" else WRITE_SECONDS
        try:
            answer = self.api.rest_client.pool_manager.request(
                method, f"{self.server}{path}" + (f"?{urlencode(query)}" if query else ""),
                body=None if body is None else json.dumps(body), headers=headers, retries=retries,
                redirect=False, timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=read_s),
            )  # fmt: skip
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NoAnswer(
                f"{self._here} does not answer at {self.server} ({answers.reason(error)}); "
                "see `kubectl cluster-info`, and set groundplan:context if another one is meant"
            ) from error
        if answer.status >= 300:  # an API server sends nobody elsewhere; who does is a proxy
            raise self._refusal(answer.status, answers.message(answer.data) or str(answer.reason))
        return self._document(answer.data)

    @property
    def _here(self) -> str:
        return f"the cluster of context {self.context}"

    def _document(self, data: bytes) -> dict[str, Any]:
        try:
            document = json.loads(data)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise NoCluster(
                f"what answers at {self.server} is no Kubernetes API server; see `kubectl cluster-info`, and set "
                "groundplan:context if another one is meant"
            )
        return document

    def _refusal(self, status: int, said: str) -> NoCluster:
        if status == 401:
            return NoCluster(
                f"{self._here} does not accept the credential in the kubeconfig: it has expired, was revoked or is "
                "not known there; log in again until `kubectl auth whoami` answers"
            )
        if status == 403:
            return NoCluster(f"{self._here} does not allow it: {said}; ask its owner for the right")
        kind = {404: Missing, 409: Conflict}.get(status, NoCluster)
        return kind(f"{self._here} answered {status}: {said}")


def connect(kubeconfig: str | None = None, context: str | None = None) -> Access:
    """Return the access by a kubeconfig (default: KUBECONFIG, else ~/.kube/config) and context (default: its current).

    Nothing is asked yet. Raises NoCluster where there is no such file or context, the plugin that gives the credential
    fails, or the client is not installed.
    """
    files = kubeconfigs.places(kubeconfig)
    named = os.pathsep.join(map(str, files))

    def load() -> dict[str, Any]:
        present = [path for path in files if path.is_file()]
        if not present:
            raise NoCluster(
                f"there is no kubeconfig {named}; set KUBECONFIG, or groundplan:kubeconfig of the stack"
            )
        return kubeconfigs.merged(map(kubeconfigs.read, present))

    return _access(load, named, context)


def connect_by(text: str) -> Access:
    """Return the access by the text of a kubeconfig, in its current context, as `connect` does by files."""
    return _access(lambda: kubeconfigs.parsed(text), "that the platform handed over", None)


def _access(load: Callable[[], Mapping[str, Any]], named: str, context: str | None) -> Access:
    try:
        from kubernetes import config as loading
    except ImportError as error:
        raise NoCluster("the Kubernetes client is not installed; run `make extra-kubernetes`") from error
    try:
        small = kubeconfigs.minified(load(), context)
        client = _client(small)
    except (UnusableKubeconfig, loading.ConfigException, ValueError, OSError) as error:
        raise NoCluster(f"the kubeconfig {named} cannot be used: {error}") from error
    return Access(
        api=client,
        kubeconfig=json.dumps(small, default=str),  # a date is YAML's own, and no JSON
        context=str(small["current-context"]),
        server=str(small["clusters"][0]["cluster"]["server"]).rstrip("/"),
        impersonation=kubeconfigs.impersonation(small["users"][0]["user"] if small["users"] else {}),
    )


def _client(small: Mapping[str, Any]) -> ApiClient:
    from kubernetes import client, config

    cluster = small["clusters"][0]["cluster"]
    user = small["users"][0]["user"] if small["users"] else {}
    settings = client.Configuration()
    # A proxy that the kubeconfig names holds for every address; one of the environment not for this machine's own.
    settings.no_proxy = (
        None if "proxy-url" in cluster else ",".join(filter(None, (settings.no_proxy, LOOPBACK)))
    )
    # It tells of every repetition; the sentence at the end says all of it.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    with ONE_CLIENT_AT_A_TIME, _words_of_plugins() as said:
        made = config.new_client_from_config_dict(dict(small), client_configuration=settings)
    if said and "exec" in user and not (settings.api_key or settings.cert_file):
        hint = str(user["exec"].get("installHint") or "run `kubectl auth whoami` until it answers").strip()
        raise UnusableKubeconfig(
            f"its credential plugin {user['exec'].get('command')} failed ({'; '.join(said)}); {hint}"
        )
    return made


@contextmanager
def _words_of_plugins() -> Iterator[list[str]]:
    """Give what the client logs instead of raising: it goes on without a credential when a plugin fails."""
    said: list[str] = []

    def hear(record: logging.LogRecord) -> bool:
        said.append(" ".join(record.getMessage().split()))
        return False

    root = logging.getLogger()
    root.addFilter(hear)
    try:
        yield said
    finally:
        root.removeFilter(hear)
