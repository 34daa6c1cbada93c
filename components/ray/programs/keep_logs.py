"""Keep a folder of logs below a size and an age, the oldest files go first; runs beside the collector that writes."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

PAUSE_S = 60.0
"""A cluster of 1,000 nodes writes some 10 MB a minute; the bound leaves a tenth of the volume free for more."""


def superfluous(files: list[tuple[Path, float, int]], *, now: float, bytes_: int, age_s: float) -> list[Path]:
    """Return which of `files` (path, last written, size) go: what is too old, then the oldest above the size."""
    gone, kept = [], 0
    for path, written, size in sorted(files, key=lambda file: file[1], reverse=True):
        if now - written > age_s or kept + size > bytes_:
            gone.append(path)
        else:
            kept += size
    return gone


def found(folder: Path) -> list[tuple[Path, float, int]]:
    """Return every file of a folder with when it was last written, and its size."""
    files = []
    for path in folder.rglob("*"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            files.append((path, status.st_mtime, status.st_size))
    return files


def keep(folder: Path, *, bytes_: int, age_s: float) -> list[Path]:
    """Remove what is superfluous now, and return it."""
    gone = superfluous(found(folder), now=time.time(), bytes_=bytes_, age_s=age_s)
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def main() -> None:
    """Keep until the pod ends."""
    folder = Path(os.environ["GROUNDPLAN_LOG_FOLDER"])
    bytes_, age_s = int(os.environ["GROUNDPLAN_LOG_BYTES"]), float(os.environ["GROUNDPLAN_LOG_AGE_S"])
    pause = threading.Event()
    while not pause.wait(PAUSE_S):
        for path in keep(folder, bytes_=bytes_, age_s=age_s):
            sys.stdout.write(f"removed {path.name}\n")


if __name__ == "__main__":
    main()
