"""A simulated container registry on the loopback: manifests by tag and digest, and tokens for anybody."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-for-anybody"


@dataclass
class SimulatedRegistry:
    """What the registry holds and how it behaves; change it before it is asked.

    Attributes:
        host: how images name it, port included.
        manifests: body by (repository, tag).
        challenge: the `WWW-Authenticate` with which it answers whoever shows no token; {host} is filled in.
        claimed: the `Docker-Content-Digest` that it tells, instead of the true one.
        status: what it answers to whoever may ask, unless that is None.
        location: where it sends whoever asks for a manifest.
        silent: whether it never answers.
        refused: repositories that it gives to nobody without a login.
        asked: every path that was asked for, and who asked: "" or what followed "Bearer ".
    """

    host: str
    manifests: dict[tuple[str, str], bytes] = field(default_factory=dict)
    challenge: str = ""
    claimed: str | None = None
    status: int | None = None
    location: str = ""
    silent: bool = False
    refused: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def add(self, repository: str, tag: str) -> str:
        """Put an image into the registry and return its digest."""
        body = json.dumps(
            {"schemaVersion": 2, "manifests": [], "annotations": {"name": f"{repository}:{tag}"}}
        ).encode()
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        self.manifests[repository, tag] = self.manifests[repository, digest] = body
        return digest


TOKENS = 'Bearer realm="http://{host}/token",service="simulated"'


@contextmanager
def simulated_registry() -> Iterator[SimulatedRegistry]:
    """Run a simulated registry on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    registry = SimulatedRegistry(host=f"127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(registry)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        registry.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(registry: SimulatedRegistry) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"registry": registry})


class _Handler(BaseHTTPRequestHandler):
    registry: SimulatedRegistry

    def do_GET(self) -> None:
        if self.registry.silent:
            self.registry.over.wait()
            return
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        path = urlsplit(self.path)
        self.registry.asked.append((path.path, shown))
        if path.path == "/token":
            scope = parse_qs(path.query)["scope"][0]
            self._answer(200, json.dumps({"token": TOKEN, "scope": scope}).encode())
        elif self.registry.challenge and shown != TOKEN:
            challenge = self.registry.challenge.format(host=self.registry.host)
            self._answer(401, b"{}", {"WWW-Authenticate": challenge})
        elif path.path.removeprefix("/v2/").partition("/manifests/")[0] in self.registry.refused:
            self._answer(401, b"{}", {"WWW-Authenticate": 'Basic realm="simulated"'})
        elif self.registry.location:
            self._answer(307, b"", {"Location": self.registry.location})
        else:
            self._manifest(path.path)

    def _manifest(self, path: str) -> None:
        repository, _, reference = path.removeprefix("/v2/").partition("/manifests/")
        body = self.registry.manifests.get((repository, reference))
        if self.registry.status is not None or body is None:
            self._answer(self.registry.status or 404, b"{}")
            return
        digest = self.registry.claimed or f"sha256:{hashlib.sha256(body).hexdigest()}"
        self._answer(200, body, {"Docker-Content-Digest": digest})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parameter's inherited name
        pass
