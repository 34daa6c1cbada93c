"""A real S3-compatible service on the loopback, over TLS, with buckets and keys of its own; its objects are files.

Whoever knows none of its random keys gets nothing from it. It ends with the process that started it, however that ends.
"""

import json
import os
import secrets
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.control_plane.certificates import Authority
from tests.object_store.build import binary
from tests.workloads.private_ray import kill_tree, wait_until
from tests.workloads.serving import free_ports


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """What one user of the service shows it."""

    key_id: str = field(default_factory=lambda: f"key-{secrets.token_hex(8)}")
    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A bucket, the pair that may write it, the pair that may only read it, and the folder of its objects."""

    name: str
    writer: KeyPair
    reader: KeyPair
    folder: Path


@dataclass(frozen=True, kw_only=True)
class ObjectStoreServer:
    """Where it answers, the authority whose certificate it shows, and its folder."""

    endpoint: str
    authority: Path
    folder: Path
    administrator: KeyPair
    region: str = "us-east-1"

    @property
    def trust(self) -> Mapping[str, str]:
        """The variables by which programs here trust its certificate: OpenSSL's own, and that of boto3."""
        return {"SSL_CERT_FILE": str(self.authority), "AWS_CA_BUNDLE": str(self.authority)}

    def make_bucket(self, prefix: str) -> Bucket:
        """Make a bucket of a name that no other has, with users of its own."""
        name = f"{prefix}-{secrets.token_hex(4)}"
        made = Bucket(name=name, writer=KeyPair(), reader=KeyPair(), folder=self.folder / "buckets" / name)
        add_users(self.folder, made.writer, made.reader)
        command = [str(binary()), "admin", "create-bucket", "--bucket", name, "--owner", made.writer.key_id]
        allowed = ["--object-ownership", "BucketOwnerPreferred", "--grant-read", made.reader.key_id]
        administrator = {
            "ADMIN_ACCESS_KEY_ID": self.administrator.key_id,
            "ADMIN_SECRET_ACCESS_KEY": self.administrator.secret,
            "ADMIN_ENDPOINT_URL": self.endpoint,
            "ADMIN_REGION": self.region,
        }
        done = subprocess.run(
            [*command, *allowed],
            env={**self.trust, **administrator},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"the bucket was not made: {done.stderr}"
        return made


@contextmanager
def running_object_store(folder: Path, region: str = "us-east-1") -> Iterator[ObjectStoreServer]:
    """A service without buckets, with all it holds in `folder`; gone with its processes afterwards.

    It takes requests that were signed for its region, and no others.
    """
    (port,) = free_ports(1)
    for name in ("buckets", "marks", "users", "certificates"):
        (folder / name).mkdir(mode=0o700)
    authority = Authority(folder / "certificates", "object-store")
    shown = authority.server("server", ["localhost"], ["127.0.0.1"])
    server = ObjectStoreServer(
        endpoint=f"https://127.0.0.1:{port}",
        authority=authority.pair.certificate,
        folder=folder,
        administrator=KeyPair(),
        region=region,
    )
    add_users(folder)
    listens = ["--port", f"127.0.0.1:{port}", "--cert", str(shown.certificate), "--key", str(shown.key)]
    keeps = ["posix", "--sidecar", str(folder / "marks"), str(folder / "buckets")]
    command = [
        "setpriv", "--pdeathsig", "KILL", str(binary()), *listens, "--quiet", "--health", "/health",
        "--iam-dir", str(folder / "users"), "--iam-cache-disable", "--region", region, *keeps,
    ]  # fmt: skip
    environment = {
        "PATH": os.environ["PATH"],
        "ROOT_ACCESS_KEY_ID": server.administrator.key_id,
        "ROOT_SECRET_ACCESS_KEY": server.administrator.secret,
    }
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: process.poll() is not None or _answers(server), "the object store to answer")
            log.seek(0)
            assert process.poll() is None, f"the object store did not start:\n{log.read()[-4000:]}"
            yield server
        finally:
            kill_tree(psutil.Process(process.pid))
            process.wait()


def add_users(folder: Path, *pairs: KeyPair) -> None:
    """Let the service know some users: it reads its list at every request."""
    path = folder / "users" / "users.json"
    known = json.loads(path.read_text()) if path.exists() else {"accessAccounts": {}}
    for pair in pairs:
        known["accessAccounts"][pair.key_id] = {
            "access": pair.key_id, "secret": pair.secret, "role": "user", "userID": 0, "groupID": 0, "projectID": 0,
        }  # fmt: skip
    waiting = path.with_suffix(".new")
    waiting.touch(mode=0o600)
    waiting.write_text(json.dumps(known))
    waiting.replace(path)


def keys_folder(folder: Path, pair: KeyPair, endpoint: str, region: str | None = None) -> Path:
    """Write what opens a store, as a pod has it from a Secret: a file for each name, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, value in {
        "AWS_ACCESS_KEY_ID": pair.key_id,
        "AWS_SECRET_ACCESS_KEY": pair.secret,
        "AWS_ENDPOINT_URL": endpoint,
        **({"AWS_DEFAULT_REGION": region} if region else {}),
    }.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(value)
    return folder


def _answers(server: ObjectStoreServer) -> bool:
    trusted = ssl.create_default_context(cafile=str(server.authority))
    try:
        with urllib.request.urlopen(f"{server.endpoint}/health", timeout=5, context=trusted) as answer:
            return answer.status == 200
    except OSError:
        return False
