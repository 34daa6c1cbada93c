"""The service that the tests of object stores ask lets in by keys alone, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pyarrow.fs import S3FileSystem

from tests.object_store.server import KeyPair, ObjectStoreServer, running_object_store
from tests.workloads.private_ray import wait_until

pytestmark = pytest.mark.object_store

STARTS = """
import sys
from pathlib import Path
from tests.object_store.server import running_object_store

with running_object_store(Path(sys.argv[1])):
    print("running", flush=True)
    sys.stdin.read()
"""


def client(server: ObjectStoreServer, pair: KeyPair) -> S3FileSystem:
    return S3FileSystem(
        access_key=pair.key_id,
        secret_key=pair.secret,
        endpoint_override=server.endpoint.removeprefix("https://"),
        region="us-east-1",
        tls_ca_file_path=str(server.authority),
    )


def test_a_bucket_is_written_by_its_writer_read_by_its_reader_and_closed_to_others(
    object_store_server: ObjectStoreServer,
) -> None:
    one, other = object_store_server.make_bucket("one"), object_store_server.make_bucket("other")
    with client(object_store_server, one.writer).open_output_stream(f"{one.name}/a/b") as stream:
        stream.write(b"content")
    assert (one.folder / "a/b").read_bytes() == b"content", "an object is a file"
    reader = client(object_store_server, one.reader)
    assert reader.open_input_stream(f"{one.name}/a/b").read() == b"content", "who may read reads"
    with pytest.raises(OSError, match="ACCESS_DENIED"):
        reader.open_output_stream(f"{one.name}/a/b")
    for pair in (other.writer, KeyPair()):
        with pytest.raises(OSError, match="ACCESS_DENIED"):
            client(object_store_server, pair).open_input_stream(f"{one.name}/a/b")


def test_it_ends_with_whoever_started_it_also_when_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None and starter.stdout.readline() == "running\n", "it serves"
    (process,) = [each for each in psutil.Process(starter.pid).children() if "posix" in each.cmdline()]
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    wait_until(
        lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "the service's end"
    )


def test_no_key_is_in_an_argument_of_a_process(tmp_path: Path) -> None:
    with running_object_store(tmp_path) as server:
        made = server.make_bucket("models")
        # Other tests of this process may just have left some that ended: what those were is no longer told.
        below = {each.pid for each in psutil.Process().children(recursive=True)}
        shown = " ".join(
            " ".join(each.info["cmdline"] or ())
            for each in psutil.process_iter(["cmdline"])
            if each.pid in below
        )
        assert "posix" in shown, "it runs"
        for pair in (server.administrator, made.writer, made.reader):
            assert pair.secret not in shown, "whoever lists processes learns no key"
