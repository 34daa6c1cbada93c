"""A simulated head for every pod of a control plane: job API, Serve's REST API, a proxy's health and its predictions.

It runs as a program of its own, where all addresses of pods are local: the address that was asked tells which head is
meant, and each has jobs and applications of its own. Without a token of its own it takes any, but never none.
Deployed applications run at once, jobs end when asked about for the second time. Code is taken and not run; a job's
message is the SHA-256 of the token that came with it, so that a test can tell whose it was.
"""

import hashlib
import json
import sys
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DASHBOARD, PROXY = 8265, 8000
APPLICATIONS, JOBS, PACKAGES = "/api/serve/applications/", "/api/jobs/", "/api/packages/"
LOOPBACK = "127.0.0.1"
PREDICTION = {"digit": 3, "confidence": 0.9, "model_version": 2}
TOKEN = sys.argv[1] if len(sys.argv) > 1 else ""

applications: dict[str, dict[str, Any]] = defaultdict(dict)
jobs: dict[str, dict[str, Any]] = defaultdict(dict)
packages: dict[str, set[str]] = defaultdict(set)


class Head(BaseHTTPRequestHandler):
    """What a head answers."""

    def do_GET(self) -> None:
        """Tell of applications and jobs."""
        if self._may_enter():
            head, path = self._head(), self.path.partition("?")[0]
            if path == APPLICATIONS:
                self._answer(200, {"applications": self._applications(head)})
            elif path == "/api/version":
                self._answer(200, {"version": "4", "ray_version": "2.60.0", "ray_commit": "simulated"})
            elif path.startswith(PACKAGES):
                self._answer(200 if path in packages[head] else 404, {})
            elif path == JOBS:
                self._answer(200, list(jobs[head].values()))
            elif path.startswith(JOBS) and path.removeprefix(JOBS) in jobs[head]:
                job = jobs[head][path.removeprefix(JOBS)]
                job["status"] = "SUCCEEDED" if job["asked"] else "RUNNING"
                job["asked"] = True
                self._answer(200, job)
            else:
                self._answer(404, {})

    def do_PUT(self) -> None:
        """Keep code; or deploy: every application of the configuration runs."""
        if self._may_enter():
            if self.path.startswith(PACKAGES):
                self._body()
                packages[self._head()].add(self.path)
                self._answer(200, {})
                return
            asked = json.loads(self._body())
            applications[self._head()] = {
                one["name"]: {
                    "name": one["name"],
                    "status": "RUNNING",
                    "message": one["import_path"],
                    "deployments": {},
                    "deployed_app_config": one,
                }
                for one in asked["applications"]
            }
            self._answer(200, {})

    def do_POST(self) -> None:
        """Take a job."""
        if self._may_enter():
            asked = json.loads(self._body())
            name = asked.get("submission_id") or f"raysubmit_{len(jobs[self._head()]):016d}"
            jobs[self._head()][name] = {
                "type": "SUBMISSION", "submission_id": name, "job_id": name, "entrypoint": asked["entrypoint"],
                "status": "PENDING", "asked": False, "start_time": 1, "end_time": 2, "message": self._fingerprint(),
            }  # fmt: skip
            self._answer(200, {"job_id": name, "submission_id": name})

    def _applications(self, head: str) -> dict[str, Any]:
        """Tell of one head's; a port-forward ends at loopback and tells no head, so it sees those of all."""
        if head != LOOPBACK:
            return applications[head]
        return {name: one for each in applications.values() for name, one in each.items()}

    def _fingerprint(self) -> str:
        return hashlib.sha256((self._given() or "").removeprefix("Bearer ").encode()).hexdigest()

    def _given(self) -> str | None:
        return self.headers.get("x-ray-authorization") or self.headers.get("Authorization")

    def _may_enter(self) -> bool:
        given = self._given()
        if given is None:
            self._answer(401, {"error": "no token"})
        elif TOKEN and given != f"Bearer {TOKEN}":
            self._answer(403, {"error": "a wrong token"})
        else:
            return True
        return False

    def _head(self) -> str:
        return self.connection.getsockname()[0]

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (as the library names it)
        """Say nothing."""


class Proxy(Head):
    """A proxy of Ray Serve that is healthy, and sees the same digit in every image."""

    def do_POST(self) -> None:
        """Predict."""
        self._body()
        self._answer(200, PREDICTION)

    def _may_enter(self) -> bool:
        self._answer(200, "success")
        return False


if __name__ == "__main__":
    threading.Thread(target=ThreadingHTTPServer(("0.0.0.0", PROXY), Proxy).serve_forever, daemon=True).start()  # noqa: S104
    ThreadingHTTPServer(("0.0.0.0", DASHBOARD), Head).serve_forever()  # noqa: S104
