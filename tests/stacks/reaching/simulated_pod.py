"""A simulated pod's HTTP: as many bytes as the path says, and the number of bytes that were sent."""

import http.server


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(b"x" * int(self.path[1:] or 0))

    def do_PUT(self) -> None:
        self._answer(str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
        """Keep the test's output clean."""


if __name__ == "__main__":
    every_pod = "0.0.0.0"  # noqa: S104 - of the control plane's own network
    http.server.ThreadingHTTPServer((every_pod, 8265), Answers).serve_forever()
