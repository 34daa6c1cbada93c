"""A simulated REST API on the loopback: it answers what a test gave it, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "a-token-that-holds"


@dataclass(frozen=True)
class Question:
    """What was asked: the method, the path, the query, the body, and who asked."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    authorization: str


Reply = Callable[[Question], Any]
"""Returns a document, which is answered with 200, or a pair of status and document."""


@dataclass
class SimulatedApi:
    """`replies` are by path; `first` are answers (status, headers) that come before any of them, one a question."""

    address: str
    replies: dict[str, Reply] = field(default_factory=dict)
    first: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def answer(self, question: Question) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and document of an answer."""
        self.asked.append(question)
        if self.first:
            status, headers = self.first.pop(0)
            return status, headers, {"error": {"message": "simulated"}}
        if question.authorization != f"Bearer {TOKEN}":
            return 401, {}, {"error": {"message": "no token that holds"}}
        if question.path not in self.replies:
            return 404, {}, {"error": {"message": f"no {question.path}"}}
        found = self.replies[question.path](question)
        return (found[0], {}, found[1]) if isinstance(found, tuple) else (200, {}, found)


@contextmanager
def simulated_api() -> Iterator[SimulatedApi]:
    """Run a simulated API on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    api = SimulatedApi(address=f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(api)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def paged(key: str, pages: list[list[Any]]) -> Reply:
    """Return a reply that gives a page of items for a question, the next one to whoever shows its token."""

    def reply(question: Question) -> dict[str, Any]:
        number = int(question.query.get("pageToken", "0"))
        more = {"nextPageToken": str(number + 1)} if number + 1 < len(pages) else {}
        return {key: pages[number], **more}

    return reply


def _handler(api: SimulatedApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            question = Question(
                self.command, parts.path, dict(parse_qsl(parts.query)),
                json.loads(self.rfile.read(length)) if length else None, self.headers.get("Authorization", ""),
            )  # fmt: skip
            status, headers, document = api.answer(question)
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
