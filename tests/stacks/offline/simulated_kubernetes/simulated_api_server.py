"""A simulated API server on loopback: it answers what a test tells it to, one answer after the other."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from kubernetes import client

from stacks.offline.simulated_kubernetes.kubeconfig import Access


@dataclass
class SimulatedApiServer:
    """What it will answer, and what it was asked."""

    port: int
    answers: list[tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def will_answer(self, code: int, body: dict[str, Any], **headers: str) -> None:
        """Answer so, once; the last answer is repeated."""
        self.answers.append((code, body, headers))

    @property
    def access(self) -> Access:
        """Return how a cluster is reached here."""
        return Access(
            server=f"http://127.0.0.1:{self.port}",
            context="simulated",
            verify=ssl.create_default_context(),
            proxy=None,
            settings=client.Configuration(),
        )


@contextmanager
def simulated_api_server() -> Iterator[SimulatedApiServer]:
    """Run one."""

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            simulated.asked.append(f"{self.command} {self.path}")
            is_last = len(simulated.answers) == 1
            code, body, headers = simulated.answers[0] if is_last else simulated.answers.pop(0)
            self.rfile.read(int(self.headers.get("content-length", 0)))
            content = json.dumps(body).encode()
            self.send_response(code)
            for name, value in {**headers, "content-length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PATCH = do_DELETE = respond  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    simulated = SimulatedApiServer(server.server_port)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield simulated
    server.shutdown()
    thread.join()
    server.server_close()
