"""A simulated Ray job API: keeps packages and Serve configurations, asks for a token, runs nothing."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stacks.clusters import Cluster

TOKEN = "simulated-token"


@dataclass
class SimulatedRay:
    """What the simulated cluster holds, and how it tells the state of its applications.

    Attributes:
        packages: the code that was brought, by name.
        configuration: what was deployed last.
        statuses: the states that an application goes through, one a look; the last one stays.
        message: what Ray says about the application.
        raw_answer: what it tells of its applications instead, byte for byte.
    """

    packages: dict[str, bytes] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    statuses: list[str] = field(default_factory=lambda: ["RUNNING"])
    message: str = ""
    raw_answer: bytes | None = None

    def applications(self) -> dict[str, Any]:
        """Return what `GET /api/serve/applications/` tells."""
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        told = self.configuration.get("applications", [])
        return {
            "applications": {
                each["name"]: {"status": status, "message": self.message, "deployed_app_config": each}
                for each in told
            }
        }


def _handler(ray: SimulatedRay) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            if self.path.startswith("/api/packages/gcs/"):
                self.answer(200 if name in ray.packages else 404, b"")
            else:
                told = ray.raw_answer
                self.answer(200, json.dumps(ray.applications()).encode() if told is None else told)

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.startswith("/api/packages/gcs/"):
                ray.packages[self.path.rpartition("/")[2]] = body
            else:
                ray.configuration = json.loads(body)
            self.answer(200, b"{}")

        def answer(self, status: int, body: bytes) -> None:
            given = self.headers.get("Authorization")
            allowed = given == f"Bearer {TOKEN}"
            self.send_response(status if allowed else 403 if given else 401)
            self.end_headers()
            self.wfile.write(body if allowed else b"Unauthorized")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
            """Keep the test's output clean."""

    return Handler


@contextmanager
def simulated_cluster(folder: Path, token: str = TOKEN) -> Iterator[tuple[Cluster, SimulatedRay]]:
    """Serve the simulated job API on the loopback; the cluster's token file holds `token`."""
    ray = SimulatedRay()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(ray))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    token_file = folder / "token"
    token_file.write_text(token)
    try:
        yield (
            Cluster(
                name="serve",
                purpose="serving",
                job_api=f"http://127.0.0.1:{server.server_address[1]}",
                serve="http://127.0.0.1:20002",
                token_file=token_file,
            ),
            ray,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
