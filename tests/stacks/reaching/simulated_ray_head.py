"""A simulated head's HTTP inside the control plane: packages and Serve's state on 8265, predictions on 8000.

It asks for the token in either header: the API server keeps `Authorization` for itself, so KubeRay sends its own.
"""

import http.server
import json
import sys
import threading
from typing import Any

from tests.stacks.reaching.ray_head import TOKEN

PREDICTION = {"digit": 3, "confidence": 0.9, "model_version": 2}


class State:
    """What was brought and deployed."""

    packages: dict[str, bytes]
    configuration: dict[str, Any]

    def __init__(self) -> None:
        self.packages, self.configuration = {}, {}

    def applications(self) -> dict[str, Any]:
        told = self.configuration.get("applications") or []
        return {
            "applications": {
                each["name"]: {
                    "name": each["name"], "status": "RUNNING" if self.is_there(each) else "DEPLOY_FAILED",
                    "message": "", "deployments": {}, "deployed_app_config": each,
                }
                for each in told
            }
        }  # fmt: skip

    def is_there(self, application: dict[str, Any]) -> bool:
        """Say whether the code that an application names was brought before it was deployed."""
        wanted = application.get("runtime_env", {}).get("py_modules", [])
        return all(uri.rpartition("/")[2] in self.packages for uri in wanted)


STATE = State()


class JobApi(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path.startswith("/api/packages/gcs/"):
            self.answer(200 if name in STATE.packages else 404, b"")
        else:
            self.answer(200, json.dumps(STATE.applications()).encode())

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/api/packages/gcs/"):
            STATE.packages[self.path.rpartition("/")[2]] = body
        else:
            STATE.configuration = json.loads(body)
        self.answer(200, b"{}")

    def answer(self, status: int, body: bytes) -> None:
        given = (self.headers.get("Authorization"), self.headers.get("x-ray-authorization"))
        allowed = f"Bearer {TOKEN}" in given
        self.send_response(status if allowed else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if allowed else 0))
        self.end_headers()
        self.wfile.write(body if allowed else b"")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
        """Say on the log what was asked, without any header."""
        sys.stderr.write(f"{format % arguments}\n")


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(b"success")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(json.dumps(PREDICTION).encode())

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
        """Keep the test's output clean."""


if __name__ == "__main__":
    every_pod = "0.0.0.0"  # noqa: S104 - of the control plane's own network
    proxy = http.server.ThreadingHTTPServer((every_pod, 8000), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    http.server.ThreadingHTTPServer((every_pod, 8265), JobApi).serve_forever()
