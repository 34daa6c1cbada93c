"""A simulated API server on loopback: it keeps objects, pages and versions them, and refuses as the real one does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
RULES = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
EVERYTHING = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: list[tuple[str, str]]
    body: Any


@dataclass
class SimulatedApiServer:
    """Objects by path, and what was asked; `lists` maps the path of a list to the paths of its objects.

    `before` is called with each request before it is answered and may answer itself with (status, headers, body);
    `denied` are the rights, such as "create namespaces", that nobody has; where there are any, no rule of a role tells
    of rights.
    """

    server: str
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    before: Callable[[Asked], tuple[int, dict[str, str], bytes] | None] = lambda _: None
    lock: Lock = field(default_factory=Lock)

    def add(self, path: str, document: dict[str, Any]) -> None:
        """Keep an object."""
        document.setdefault("metadata", {}).setdefault("name", path.rpartition("/")[2])
        document["metadata"].setdefault("resourceVersion", "1")
        self.objects[path] = document

    def write(self, path: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change an object as another writer does: under a new version."""
        with self.lock:
            change(self.objects[path])
            _next_version(self.objects[path])

    def count(self, method: str) -> int:
        """Return how often a method was asked."""
        return sum(each.method == method for each in self.asked)

    def kubeconfig(self, folder: Path, **user: Any) -> Path:
        """Write a kubeconfig that leads here; `user` are its user's fields."""
        document = {
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "one", "cluster": {"server": self.server}}],
            "users": [{"name": "me", "user": user or {"token": "simulated"}}],
            "contexts": [{"name": "here", "context": {"cluster": "one", "user": "me"}}],
        }  # fmt: skip
        path = folder / "kubeconfig"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        with self.lock:
            self.asked.append(asked)
        answered = self.before(asked)
        if answered is not None:
            return answered
        with self.lock:
            status, document = self._answer(asked)
        return status, {}, json.dumps(document).encode()

    def _answer(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        if asked.path == RULES:
            return 201, {"status": {"resourceRules": [] if self.denied else [EVERYTHING], "incomplete": True}}
        if asked.path == REVIEWS:
            of = asked.body["spec"]["resourceAttributes"]
            right = f"{of['verb']} {of['resource']}{'.' + of['group'] if of['group'] else ''}"
            return 201, {"status": {"allowed": right not in self.denied}}
        if asked.path not in self.objects:
            below = [path for path in sorted(self.objects) if _list_of(path, asked.path)]
            if not below and not _is_list(asked.path):
                return 404, {"message": f'"{asked.path.rpartition("/")[2]}" not found'}
            return 200, _page([self.objects[path] for path in below], asked.query)
        found = self.objects[asked.path]
        if asked.method == "PATCH":
            wanted = asked.body["metadata"].get("resourceVersion")
            if wanted != found["metadata"]["resourceVersion"]:
                return 409, {
                    "message": "the object has been modified; please apply your changes to the latest version"
                }
            merge(found, asked.body)
            _next_version(found)
        return 200, found


@contextmanager
def simulated_api_server() -> Iterator[SimulatedApiServer]:
    """Run one on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query)), self.headers.items(),
                json.loads(sent) if sent else None,
            )  # fmt: skip
            status, headers, body = simulated.answer(asked)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815 - the names of the standard library's interface

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the same
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    running = Server(("127.0.0.1", 0), Handler)
    simulated = SimulatedApiServer(f"http://127.0.0.1:{running.server_port}")
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield simulated
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def _list_of(path: str, asked: str) -> bool:
    """Return whether an object is in a list: of its namespace, or of all namespaces."""
    of = path.rpartition("/")[0]
    head, found, kind = of.rpartition("/namespaces/")
    return asked == of or bool(found and "/" in kind and asked == f"{head}/{kind.rpartition('/')[2]}")


def _is_list(path: str) -> bool:
    """Return whether a path is of a list: behind its version are a kind, or a namespace and a kind, and no name."""
    core, *parts = path.strip("/").split("/")
    return core == "version" or len(parts[1 if core == "api" else 2 :]) % 2 == 1


def _page(items: list[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
    for part in filter(None, query.get("labelSelector", "").split(",")):
        key, sign, value = part.partition("=")
        labelled = [item for item in items if key in item["metadata"].get("labels", {})]
        items = [item for item in labelled if not sign or item["metadata"]["labels"][key] == value]
    start, limit = int(query.get("continue", 0)), int(query.get("limit", 10**9))
    following = {"continue": str(start + limit)} if start + limit < len(items) else {}
    return {"metadata": following, "items": items[start : start + limit] or None}


def merge(into: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        elif value is None:
            into.pop(key, None)
        else:
            into[key] = value


def _next_version(document: dict[str, Any]) -> None:
    document["metadata"]["resourceVersion"] = str(int(document["metadata"]["resourceVersion"]) + 1)
