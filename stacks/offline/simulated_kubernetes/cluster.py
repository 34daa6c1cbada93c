"""Requests to one API server: pooled connections, retries of what passes by itself, answers as plain objects."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from stacks.offline.simulated_kubernetes.kubeconfig import Access
from stacks.offline.simulated_kubernetes.tasks import Task

TRANSIENT_LIMIT_S = 30.0
"""How long a request is repeated: an API server restarts, and a webhook's pod starts, within this."""

FIRST_DELAY_S, LONGEST_DELAY_S = 0.1, 2.0
"""Between two attempts; doubled from the first to the longest."""

TIMEOUT = httpx.Timeout(60.0, connect=5.0)
"""An API server ends its own requests after 60 s; a connection takes far less than 5 s or never comes."""

CONNECTIONS = httpx.Limits(max_connections=64, max_keepalive_connections=64)
"""More than the server has threads, so that none waits for another."""


class ApiRefusal(Exception):
    """The API server answered with an error; its own message is the text."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message

    @property
    def is_not_found(self) -> bool:
        """Return whether what was asked for is not there."""
        return self.code == httpx.codes.NOT_FOUND

    @property
    def is_transient(self) -> bool:
        """Return whether the same request may well succeed a little later."""
        is_webhook = self.code == httpx.codes.INTERNAL_SERVER_ERROR and "calling webhook" in self.message
        return is_webhook or self.code in {429, 502, 503, 504}

    @property
    def is_missing_right(self) -> bool:
        """Return whether a right is missing, as against an admission that refuses the object."""
        return (
            self.code == httpx.codes.FORBIDDEN
            and re.search(r"\bcannot \w+ resource\b", self.message) is not None
        )


class Unreachable(Exception):
    """The API server does not answer at all."""


@dataclass(frozen=True)
class Cluster:
    """One API server and who asks it."""

    access: Access
    _warned: set[str] = field(default_factory=set)
    _client: list[httpx.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the pool; connections are made when they are needed."""
        self._client.append(
            httpx.Client(
                base_url=self.access.server,
                verify=self.access.verify,
                timeout=TIMEOUT,
                limits=CONNECTIONS,
                proxy=self.access.proxy,
                trust_env=False,
            )
        )

    def close(self) -> None:
        """Close the connections."""
        self._client[0].close()

    def version(self, task: Task, limit_s: float) -> str:
        """Return the version of the API server, asked with our credentials. Raises Unreachable or ApiRefusal."""
        return str(self.request("GET", "/version", task, limit_s=limit_s).get("gitVersion", ""))

    def request(
        self,
        method: str,
        path: str,
        task: Task,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
        limit_s: float = TRANSIENT_LIMIT_S,
    ) -> dict[str, Any]:
        """Send a request that may be repeated without harm, and return the object of the answer.

        Raises ApiRefusal with the API server's message, or Unreachable when it does not answer within the limit.
        """
        content = None if body is None else json.dumps(body).encode()
        started, delay_s = time.monotonic(), FIRST_DELAY_S
        while True:
            try:
                return self._once(method, path, task, query, content, content_type)
            except (ApiRefusal, httpx.TransportError) as problem:
                if isinstance(problem, ApiRefusal) and not problem.is_transient:
                    raise
                if time.monotonic() - started + delay_s > limit_s:
                    if isinstance(problem, ApiRefusal):
                        raise
                    raise Unreachable(self._unreachable(problem)) from problem
                task.tell_progress(f"the API server is asked again: {problem}")
            task.pause(delay_s)
            delay_s = min(2 * delay_s, LONGEST_DELAY_S)

    def _once(
        self,
        method: str,
        path: str,
        task: Task,
        query: Mapping[str, str] | None,
        content: bytes | None,
        content_type: str,
    ) -> dict[str, Any]:
        headers = {"accept": "application/json", **self.access.authorization()}
        if content is not None:
            headers["content-type"] = content_type
        answer = self._client[0].request(
            method, path, params=query, content=content, headers=headers, extensions=self.access.extensions()
        )
        for warning in answer.headers.get_list("warning"):
            self._warn(warning, task)
        if answer.is_success:
            return answer.json()
        raise self._refusal(answer)

    def _warn(self, header: str, task: Task) -> None:
        text = header.partition('"')[2].rpartition('"')[0]
        if text and text not in self._warned:
            self._warned.add(text)
            task.warn(f"the API server warns: {text}")

    def _refusal(self, answer: httpx.Response) -> ApiRefusal:
        try:
            status = answer.json()
        except ValueError:
            status = {}
        message = status.get("message") or answer.text.strip() or answer.reason_phrase
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            message = (
                f"the cluster at {self.access.server} refuses the credentials of the kubeconfig (401 Unauthorized): "
                "have they expired? log in anew or take another context"
            )
        return ApiRefusal(answer.status_code, str(status.get("reason", "")), message)

    def _unreachable(self, problem: Exception) -> str:
        return (
            f"the cluster at {self.access.server} (context {self.access.context!r}) does not answer ({problem}): is it "
            "running, and is its address in the kubeconfig the right one?"
        )
