"""Hand out a folder of logs over HTTP: `/files` lists it, `/files/NAME?from=BYTES` is a file from a byte on.

It only reads, and listens on the pod's own loopback alone: no other pod gets there, and who may forward ports into the
pod does. It answers with a file as long as it is at that moment; who follows it asks again.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import stat
import urllib.parse
from pathlib import Path
from typing import Any, BinaryIO

LOOPBACK = "127.0.0.1"
FILES = "/files"


def listed(folder: Path) -> list[dict[str, Any]]:
    """Return the name, size and last change (seconds since 1970) of every file of a folder, sorted by name."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # removed while it was looked at
                continue
            if stat.S_ISREG(status.st_mode):
                found.append({"name": entry.name, "bytes": status.st_size, "written": status.st_mtime})
    return sorted(found, key=lambda each: each["name"])


def opened(folder: Path, name: str) -> BinaryIO | None:
    """Return a file of the folder itself, open for reading; None of anything else, such as a link or a path."""
    if not name or "/" in name or "\0" in name:
        return None
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers for a folder."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *request: Any) -> None:
        self._folder = folder
        super().__init__(*request)  # which answers

    def do_GET(self) -> None:
        """Answer with the list, with a file, or that there is none."""
        asked = urllib.parse.urlsplit(self.path)
        if asked.path == FILES:
            self._answer(json.dumps(listed(self._folder)).encode(), "application/json")
            return
        name = urllib.parse.unquote(asked.path.removeprefix(f"{FILES}/"))
        start = urllib.parse.parse_qs(asked.query).get("from", ["0"])[0]
        file = (
            opened(self._folder, name) if asked.path.startswith(f"{FILES}/") and start.isdecimal() else None
        )
        if file is None:
            self.send_error(404)
            return
        with file:
            self._hand_out(file, int(start))

    def _hand_out(self, file: BinaryIO, start: int) -> None:
        left = max(0, os.fstat(file.fileno()).st_size - start)
        self._begin(left, "application/octet-stream")
        if left and self.connection.sendfile(file, start, left) < left:  # the file was cut meanwhile
            self.close_connection = True

    def _answer(self, body: bytes, kind: str) -> None:
        self._begin(len(body), kind)
        self.wfile.write(body)

    def _begin(self, length: int, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: who read what is the API server's to record."""


def reader(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return the server of a folder on a port of the loopback; 0 takes a free one."""
    return http.server.ThreadingHTTPServer((LOOPBACK, port), functools.partial(Handler, folder))


def main() -> None:
    """Serve until the pod ends."""
    reader(Path(os.environ["GROUNDPLAN_LOG_FOLDER"]), int(os.environ["GROUNDPLAN_LOG_PORT"])).serve_forever()


if __name__ == "__main__":
    main()
