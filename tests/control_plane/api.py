"""Speaks to an API server about objects of any kind, whether or not a client library knows it."""

import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.control_plane.certificates import Pair

TIMEOUT_S = 60.0
"""Admission may wait for webhooks, 10 s for each by default."""
MERGE_PATCH = "application/merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
FIELD_MANAGER = "tests"


class Refused(AssertionError):
    """The API server refused; the message is its own."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the HTTP status, which tells 404 from 409."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of object that the API server knows, and where it lies."""

    version: str
    name: str
    plural: str
    namespaced: bool

    def path(self, namespace: str, name: str) -> str:
        """Return the path of one object."""
        root = f"/apis/{self.version}" if "/" in self.version else f"/api/{self.version}"
        inside = f"/namespaces/{namespace}" if self.namespaced else ""
        return f"{root}{inside}/{self.plural}/{name}"


class Api:
    """One client of one API server."""

    def __init__(self, server: str, authority: Path, user: Pair | None) -> None:
        """Trust `authority` and show the certificate of `user`, or none."""
        context = ssl.create_default_context(cafile=str(authority))
        if user is not None:
            context.load_cert_chain(user.certificate, user.key)
        self._http = httpx.Client(base_url=server, verify=context, timeout=TIMEOUT_S, trust_env=False)

    def request(self, method: str, path: str, body: object = None, kind: str = "application/json") -> Any:
        """Send a request and return the answer's document, or its text where it is none; raises Refused."""
        content = None if body is None else json.dumps(body)
        answer = self._http.request(method, path, content=content, headers={"Content-Type": kind})
        if answer.is_error:
            raise Refused(answer.status_code, _message(answer))
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.text

    def get(self, path: str) -> Any:
        """Return what lies at `path`; raises Refused."""
        return self.request("GET", path)

    def find(self, path: str) -> Any | None:
        """Return what lies at `path`, or None when nothing does."""
        try:
            return self.get(path)
        except Refused as error:
            if error.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def remove(self, path: str) -> None:
        """Delete what lies at `path` now and leave what it owns to the garbage collector; gone already is fine."""
        try:
            self.request("DELETE", path, {"gracePeriodSeconds": 0, "propagationPolicy": "Background"})
        except Refused as error:
            if error.status != httpx.codes.NOT_FOUND:
                raise

    def patch(self, path: str, body: Mapping[str, object]) -> Any:
        """Merge `body` into what lies at `path`."""
        return self.request("PATCH", path, body, MERGE_PATCH)

    def apply(self, manifest: Mapping[str, Any]) -> Any:
        """Apply a manifest on the server, with strict validation of its fields."""
        path = self.path_of(manifest)
        return self.request("PATCH", f"{path}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict&force=true",
                            manifest, APPLY_PATCH)  # fmt: skip

    def path_of(self, manifest: Mapping[str, Any]) -> str:
        """Return where the object of a manifest lies; raises LookupError for a kind that the server does not know."""
        version, name = manifest["apiVersion"], manifest["kind"]
        for kind in self._kinds_of(version):
            if kind.name == name:
                metadata = manifest["metadata"]
                return kind.path(metadata.get("namespace", "default"), metadata["name"])
        raise LookupError(f"the API server knows no {name} in {version}")

    def kinds(self) -> Iterator[Kind]:
        """Yield every kind once, in the version that its group prefers."""
        yield from self._kinds_of("v1")
        for group in self.get("/apis")["groups"]:
            yield from self._kinds_of(group["preferredVersion"]["groupVersion"])

    def _kinds_of(self, version: str) -> Iterator[Kind]:
        found = self.find(f"/apis/{version}" if "/" in version else f"/api/{version}") or {"resources": []}
        for entry in found["resources"]:
            if "/" not in entry["name"]:  # a subresource, such as pods/log
                yield Kind(
                    version=version,
                    name=entry["kind"],
                    plural=entry["name"],
                    namespaced=entry["namespaced"],
                )


def _message(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.reason_phrase}: {answer.text[:500]}"
