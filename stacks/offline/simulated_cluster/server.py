"""An API server on loopback that only tells: whoever asks it to change anything is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from components.kubernetes.rights import REVIEW, RULES_REVIEW
from stacks.offline.simulated_cluster.documents import ALLOWED, RULES, Document

CONTEXT = "simulated"
POLL_S = 0.05
"""How soon it ends when nobody needs it any more."""


@dataclass
class SimulatedCluster:
    """Where it answers, and what it has now: `shown` is by path."""

    port: int
    shown: Mapping[str, Document] = field(default_factory=dict)

    @property
    def kubeconfig(self) -> str:
        """Return the kubeconfig that leads here; it has no secret."""
        server = {"server": f"http://127.0.0.1:{self.port}"}
        return json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": CONTEXT,
                "clusters": [{"name": CONTEXT, "cluster": server}],
                "users": [{"name": CONTEXT, "user": {}}],
                "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
            }
        )

    def answer(self, method: str, path: str, query: Mapping[str, str]) -> tuple[int, Document]:
        """Return the status and the document of an answer."""
        if method == "POST" and path in (REVIEW, RULES_REVIEW):
            return 201, RULES if path == RULES_REVIEW else ALLOWED
        if method != "GET":
            return 405, {"message": "a simulated cluster is only told of"}
        if path in self.shown:
            return 200, self.shown[path]
        if not _is_list(path):
            return 404, {"message": f'"{path.rpartition("/")[2]}" not found'}
        found = [self.shown[each] for each in sorted(self.shown) if _is_in(each, path)]
        return 200, {"metadata": {}, "items": [each for each in found if _is_selected(each, query)]}


@contextmanager
def simulated_cluster() -> Iterator[SimulatedCluster]:
    """Run one on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked = urlsplit(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, document = cluster.answer(self.command, asked.path, dict(parse_qsl(asked.query)))
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    cluster = SimulatedCluster(running.server_port)
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": POLL_S}, daemon=True)
    thread.start()
    try:
        yield cluster
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def _is_in(path: str, asked: str) -> bool:
    """Return whether an object is in a list: of its namespace, or of all namespaces."""
    of = path.rpartition("/")[0]
    head, found, kind = of.rpartition("/namespaces/")
    return asked == of or bool(found and "/" in kind and asked == f"{head}/{kind.rpartition('/')[2]}")


def _is_list(path: str) -> bool:
    """Return whether a path is of a list: behind its version are a kind, or a namespace and a kind, and no name."""
    core, *parts = path.strip("/").split("/")
    return core in ("api", "apis") and len(parts[1 if core == "api" else 2 :]) % 2 == 1


def _is_selected(document: Document, query: Mapping[str, str]) -> bool:
    labels = document["metadata"].get("labels") or {}
    wanted = [part.partition("=") for part in query.get("labelSelector", "").split(",") if part]
    return all(key in labels and (not sign or labels[key] == value) for key, sign, value in wanted)
