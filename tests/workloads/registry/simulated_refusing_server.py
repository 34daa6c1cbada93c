"""A simulated server of a registry that knows nobody: it answers 401 to all, and remembers who asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def refusing_server() -> Iterator[tuple[str, list[str | None]]]:
    """Its address, and what each request said of who sends it."""
    asked: list[str | None] = []

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            self.send_response(401)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name that the standard library looks for

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of what it replaces
            """Say nothing: a test reads what was asked."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()
