"""A simulated release site on the loopback, which serves one archive."""

from http.server import BaseHTTPRequestHandler

import pytest


class SimulatedReleaseSite(BaseHTTPRequestHandler):
    """Serves one archive at every path that ends with .tar.gz."""

    archive = b""

    def do_HEAD(self) -> None:
        """Answer with the head only."""
        found = self.path.endswith(".tar.gz")
        self.send_response(200 if found else 404)
        self.send_header("content-length", str(len(self.archive)))
        self.end_headers()

    def do_GET(self) -> None:
        """Answer with the archive."""
        self.do_HEAD()
        self.wfile.write(self.archive)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parameter's inherited name
        """Keep quiet."""


def serve(monkeypatch: pytest.MonkeyPatch, archive: bytes) -> None:
    """Let the simulated site serve `archive`."""
    monkeypatch.setattr(SimulatedReleaseSite, "archive", archive)
