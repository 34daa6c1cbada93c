"""Kept logs are handed out as they are, from a byte on, and nothing else of the volume or the pod is."""

import json
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.ray.programs.read_logs import LOOPBACK, listed, opened, reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "pod-1.tmp.ray.session_latest.logs.raylet.out").write_bytes(b"one\ntwo\n")
    (kept / "pod-2 & more").write_bytes(b"")
    (kept / "lost+found").mkdir()
    (tmp_path / "outside").write_text("not a log", encoding="utf-8")
    (kept / "link").symlink_to(tmp_path / "outside")
    os.mkfifo(kept / "pipe")
    return kept


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    server = reader(folder, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://{LOOPBACK}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def test_it_listens_on_the_loopback_alone(folder: Path) -> None:
    server = reader(folder, 0)
    server.server_close()
    assert server.server_address[0] == "127.0.0.1", (
        "no other pod gets there, whatever the network lets through"
    )


def test_every_file_is_listed_and_nothing_else(address: str, folder: Path) -> None:
    told = json.loads(get(f"{address}/files"))
    assert [(each["name"], each["bytes"]) for each in told] == [
        ("pod-1.tmp.ray.session_latest.logs.raylet.out", 8), ("pod-2 & more", 0),
    ], "no folder, link or pipe"  # fmt: skip
    assert told == listed(folder), "with when it was written"


@pytest.mark.parametrize(("start", "text"), [(0, b"one\ntwo\n"), (4, b"two\n"), (8, b""), (99, b"")])
def test_a_file_is_handed_out_from_a_byte_on(start: int, text: bytes, address: str) -> None:
    name = "pod-1.tmp.ray.session_latest.logs.raylet.out"
    assert get(f"{address}/files/{name}?from={start}") == text, "to where it ends now"
    assert get(f"{address}/files/pod-2%20%26%20more") == b"", "whatever it is called"


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/files/",
            "/files/none",
            "/files/link",
            "/files/pipe",
            "/files/lost+found",
            "/files/..",
            "/files/%00",
        ),
        *("/files/..%2Foutside", "/files/%2Fetc%2Fhostname", "/files/pod-2%20%26%20more?from=-1"),
        "/files/pod-2%20%26%20more?from=x",
    ],
)
def test_nothing_but_a_file_of_the_folder_is_handed_out(path: str, address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{address}{path}")
    with refused.value as answer:
        assert answer.code == 404, "as if it was not there"


def test_nothing_can_be_changed(address: str, folder: Path) -> None:
    before = sorted(folder.iterdir())
    for method in ("PUT", "POST", "DELETE"):
        request = urllib.request.Request(f"{address}/files/new", data=b"x", method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        with refused.value as answer:
            assert answer.code == 501, f"{method} is no method of it"
    assert sorted(folder.iterdir()) == before


def test_a_file_that_is_removed_while_it_is_read_is_read_whole(folder: Path) -> None:
    name = "pod-1.tmp.ray.session_latest.logs.raylet.out"
    file = opened(folder, name)
    (folder / name).unlink()
    assert file is not None
    with file:
        assert file.read() == b"one\ntwo\n", "the keeper may need its room meanwhile"
