"""A bucket opens to whoever a process is: on a real S3 service by what a simulated agent of EKS says, without a key."""

import json
import os
import pickle
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.object_store.server import KeyPair, ObjectStoreServer
from workloads.bucket import Bucket
from workloads.refusals import InputRefused

WRITES = """
import sys
from pathlib import Path
from workloads.bucket import Bucket
from workloads.refusals import InputRefused
from workloads.store_path import StorePath

store = Bucket(name="models", holds="models", folder=Path(sys.argv[1]), access="write")
try:
    store.require_usable()
    (StorePath(store) / "a" / "b").write_bytes(b"seven")
    print((StorePath(store) / "a" / "b").read_bytes().decode())
except InputRefused as refused:
    print(refused)
"""


@contextmanager
def simulated_agent(pair: KeyPair, token: str) -> Iterator[str]:
    """Answer as the agent of EKS Pod Identity does: keys for whoever shows the token of its service account."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = self.headers.get("Authorization") == token
            keys = {
                "AccessKeyId": pair.key_id,
                "SecretAccessKey": pair.secret,
                "Token": "",
                "Expiration": "2099-01-01T00:00:00Z",
            }
            body = json.dumps(keys if allowed else {"message": "no"}).encode()
            self.send_response(200 if allowed else 403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/credentials"
        server.shutdown()
        thread.join()


def told(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def bucket(folder: Path, uri: str | None = None) -> Bucket:
    place = told(folder, **({"URI": uri} if uri else {}))
    return Bucket(name="models", holds="models", folder=place, access="read")


def run(folder: Path, server: ObjectStoreServer, agent: str, token: Path) -> str:
    environment = {
        **os.environ, **server.trust, "AWS_ENDPOINT_URL": server.endpoint, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": agent, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(token),
    }  # fmt: skip
    command = [sys.executable, "-c", WRITES, str(folder)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.object_store
def test_a_pod_of_eks_writes_as_whoever_its_account_is(
    object_store_server: ObjectStoreServer, tmp_path: Path
) -> None:
    made, secret = object_store_server.make_bucket("models"), secrets.token_hex(8)
    told(tmp_path, token=secret)
    folder = told(tmp_path / "bucket", URI=f"s3://{made.name}", REGION="us-east-1")
    with simulated_agent(made.writer, secret) as agent:
        assert run(folder, object_store_server, agent, tmp_path / "token") == "seven", (
            "no key was given to it"
        )


@pytest.mark.object_store
def test_who_is_nobody_there_is_told_whose_rights_are_missing(
    object_store_server: ObjectStoreServer, tmp_path: Path
) -> None:
    made, secret = object_store_server.make_bucket("models"), secrets.token_hex(8)
    told(tmp_path, token=secret)
    folder = told(tmp_path / "bucket", URI=f"s3://{made.name}", REGION="us-east-1")
    with simulated_agent(KeyPair(), secret) as agent:
        said = run(folder, object_store_server, agent, tmp_path / "token")
    assert said.startswith("The store models (holds models) refuses this process"), said
    assert "service account" in said, "what to do"


@pytest.mark.parametrize(
    ("uri", "root"),
    [
        ("s3://atlas-models-5e1f", "atlas-models-5e1f"),
        ("gs://atlas-models/below/", "atlas-models/below"),
        ("abfss://models@atlas5e1f.dfs.core.windows.net", "models"),
    ],
)
def test_the_address_tells_bucket_or_container(tmp_path: Path, uri: str, root: str) -> None:
    assert bucket(tmp_path / "b", uri).root == root


@pytest.mark.parametrize(
    "uri", [None, "", "models", "https://models", "s3://", "abfss://account.dfs.core.windows.net"]
)
def test_an_address_that_is_none_is_refused_with_its_form(tmp_path: Path, uri: str | None) -> None:
    with pytest.raises(InputRefused, match=r"URI must say s3://<bucket>, gs://<bucket> or abfss://"):
        bucket(tmp_path / "b", uri).require_usable()


def test_what_travels_is_the_place_and_no_credential(tmp_path: Path) -> None:
    store = bucket(tmp_path / "b", "s3://atlas-models")
    assert pickle.loads(pickle.dumps(store)) == store  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("AWS Error ACCESS_DENIED during HeadBucket operation: No response body.", "refuses this process"),
        ("google::cloud::Status(PERMISSION_DENIED: no access)", "refuses this process"),
        ("AuthorizationPermissionMismatch: This request is not authorized", "refuses this process"),
        ("DefaultAzureCredential: Failed to get token", "nobody says who this process is"),
        (
            "AWS Error SLOW_DOWN during PutObject operation: Please reduce your rate.",
            "does not do what was asked",
        ),
    ],
)
def test_what_a_provider_says_becomes_a_sentence(tmp_path: Path, said: str, means: str) -> None:
    assert means in bucket(tmp_path / "b", "s3://atlas-models").explained(OSError(said))
