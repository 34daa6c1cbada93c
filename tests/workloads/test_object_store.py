"""An object store opens with its own keys alone, carries none away, and says in one sentence why it does not open."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow.fs import S3FileSystem

from tests.object_store.server import KeyPair, ObjectStoreServer, keys_folder, running_object_store
from tests.workloads.given_stores import MakeObjectStore
from workloads.object_store import ObjectStore
from workloads.refusals import InputRefused, WorkloadFailed
from workloads.store_path import StorePath

OPENS = (
    "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).open_input_stream(sys.argv[1]).read())"
)
Harm = Callable[[ObjectStore], ObjectStore]


def test_keys_that_are_missing_or_point_nowhere_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    store = ObjectStore(
        name="models", holds="models", uri="s3://models", keys=tmp_path / "keys", access="read"
    )
    with pytest.raises(InputRefused, match="must hold AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"):
        store.require_usable()
    keys_folder(store.keys, KeyPair(), "objects.example.com")
    with pytest.raises(InputRefused, match="must be like https://<host>:<port>"):
        store.files()


def test_what_a_service_says_that_is_not_known_here_is_passed_on(tmp_path: Path) -> None:
    keys = keys_folder(tmp_path / "keys", KeyPair(), "https://objects.example.com")
    store = ObjectStore(name="models", holds="models", uri="s3://models", keys=keys, access="read")
    said = OSError("When x: AWS Error SLOW_DOWN during PutObject operation: Please reduce your rate.")
    assert store.explained(said) == (
        "The store models (holds models) at https://objects.example.com does not do what was asked: "
        "SLOW_DOWN: Please reduce your rate."
    )


def with_other_keys(pair: Callable[[ObjectStore], KeyPair]) -> Harm:
    def harm(store: ObjectStore) -> ObjectStore:
        keys_folder(store.keys, pair(store), (store.keys / "AWS_ENDPOINT_URL").read_text())
        return store

    return harm


def without_a_service(store: ObjectStore) -> ObjectStore:
    (store.keys / "AWS_ENDPOINT_URL").write_text("https://127.0.0.1:1")
    return store


def known(store: ObjectStore) -> str:
    return (store.keys / "AWS_ACCESS_KEY_ID").read_text()


@pytest.mark.object_store
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (with_other_keys(lambda _: KeyPair()), r"refuses the keys in .*\. Give it a pair that https://"),
        (with_other_keys(lambda store: KeyPair(key_id=known(store))), "refuses the keys in"),
        (
            lambda store: replace(store, uri="s3://no-such-bucket"),
            "has no bucket: no-such-bucket is not there at",
        ),
        (without_a_service, r"cannot be reached at https://127\.0\.0\.1:1: "),
    ],
    ids=["a pair that nobody knows", "a wrong secret", "no bucket", "no service"],
)
def test_a_store_that_does_not_open_is_said_in_one_sentence_without_a_key(
    make_object_store: MakeObjectStore, harm: Harm, said: str
) -> None:
    store = harm(make_object_store("models", "read"))
    with pytest.raises(InputRefused, match=said) as refusal:
        store.require_usable()
    assert str(refusal.value).startswith("The store models (holds models) "), "it says which"
    assert "\n" not in str(refusal.value), "and nothing is quoted that goes over lines"
    assert (store.keys / "AWS_SECRET_ACCESS_KEY").read_text() not in str(refusal.value), "least of all a key"


@pytest.mark.object_store
def test_a_service_whose_certificate_nobody_vouches_for_is_not_trusted(
    make_object_store: MakeObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_object_store("models", "read")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(InputRefused, match=r"cannot be reached at .*certificate"):
        store.require_usable()


@pytest.mark.object_store
def test_a_store_that_opens_is_usable(make_object_store: MakeObjectStore) -> None:
    make_object_store("models", "read").require_usable()


@pytest.mark.object_store
def test_each_store_opens_with_its_own_keys_in_one_process(
    make_object_store: MakeObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints, datasets = make_object_store("checkpoints", "write"), make_object_store("datasets", "write")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of another")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of another")
    for store in (checkpoints, datasets):
        (StorePath(store) / "name").write_bytes(store.name.encode())
    for store in (checkpoints, datasets):
        assert (StorePath(store) / "name").read_bytes() == store.name.encode(), (
            "what the environment has is not taken"
        )
    crossed = replace(datasets, keys=checkpoints.keys)
    with pytest.raises(WorkloadFailed, match="refuses the keys in"):
        (StorePath(crossed) / "name").read_bytes()


@pytest.mark.object_store
def test_its_file_system_travels_without_its_keys_and_opens_with_those_of_the_other_process(
    make_object_store: MakeObjectStore,
) -> None:
    store = make_object_store("checkpoints", "write")
    (StorePath(store) / "state").write_bytes(b"content")
    sent = pickle.dumps(store.files())
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert (store.keys / name).read_bytes() not in sent, (
            "Ray keeps what it sends in places that we do not close"
        )
    plain = S3FileSystem(access_key="an-id", secret_key="a-secret", region="us-east-1")
    assert b"a-secret" in pickle.dumps(plain), "which pyarrow's own does not see to"
    done = subprocess.run(
        [sys.executable, "-c", OPENS, f"{store.root}/state"], input=sent, capture_output=True, check=True
    )
    assert done.stdout == b"b'content'\n", "it read the files with the keys itself"


@pytest.mark.object_store
def test_keys_are_read_each_time_and_what_they_opened_is_used_again(
    make_object_store: MakeObjectStore, object_store_server: ObjectStoreServer
) -> None:
    store = make_object_store("models", "write")
    assert store.files() is store.files(), "one connection for the same keys"
    before = store.files()
    keys_folder(store.keys, KeyPair(), object_store_server.endpoint)
    assert store.files() is not before, "and another one for others"


@pytest.mark.object_store
def test_a_service_with_a_region_of_its_own_opens_to_requests_signed_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "service").mkdir()
    with running_object_store(tmp_path / "service", region="fr-par") as server:
        for name, value in server.trust.items():
            monkeypatch.setenv(name, value)
        bucket = server.make_bucket("models")
        keys = keys_folder(tmp_path / "keys", bucket.writer, server.endpoint)
        store = ObjectStore(
            name="models", holds="models", uri=f"s3://{bucket.name}", keys=keys, access="write"
        )
        with pytest.raises(InputRefused, match=r"us-east-1.*\"region\""):
            store.require_usable()
        keys_folder(keys, bucket.writer, server.endpoint, region="fr-par")
        store.require_usable()
