"""With a server as registry, training registers and promotion promotes without any folder between them."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import ray.train
import torch

from components.services.registry.server import server_manifests
from tests.components.services.isolation.topologies import named, store, topology
from tests.object_store.server import ObjectStoreServer
from tests.workloads.given_stores import BUCKET_FIRST, FOLDER_FIRST, KINDS, folder_store
from tests.workloads.registry.simulated_refusing_server import refusing_server
from tests.workloads.registry_server import RegistryServer, certificates, registry_server
from tests.workloads.serving import free_ports
from workloads.digits.network import DigitNetwork
from workloads.object_store import ObjectStore
from workloads.refusals import CheckRefused, WorkloadFailed
from workloads.registry import promote as promoting
from workloads.registry import versions as listing
from workloads.registry.manifest import read_pointer, read_verified
from workloads.registry.model import MODEL_FILE, ModelVersion
from workloads.registry.place import registry_place
from workloads.registry.tracking import Registry, open_registry
from workloads.serve_digits.loading import load_promoted
from workloads.store_path import StorePath
from workloads.stores import store_holding
from workloads.train_digits import training
from workloads.train_digits.configuration import TrainDigits
from workloads.train_digits.training import STATE_FILE

MakeVersion = Callable[..., ModelVersion]
GiveStores = Callable[..., dict[str, Path]]


@pytest.fixture(params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RegistryServer]:
    """A server that this process is told of as pods are; it keeps files in a folder, and in a bucket."""
    folder = tmp_path / "server"
    folder.mkdir()
    kept, destination, environment = folder / "kept", str(folder / "kept"), {}
    if request.param == "bucket":
        bucket: ObjectStore = request.getfixturevalue("make_object_store")("registry", "write")
        service: ObjectStoreServer = request.getfixturevalue("object_store_server")
        kept, destination = service.folder / "buckets" / bucket.root, bucket.address
        environment = {path.name: path.read_text() for path in bucket.keys.iterdir()} | said_by_the_manifest()
    with registry_server(folder, kept=kept, destination=destination, environment=environment) as found:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", found.address)
        monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", str(found.trusted))
        monkeypatch.setenv(
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"
        )  # each of what is gone for good would take a minute
        yield found


def said_by_the_manifest() -> dict[str, str]:
    """What the server's container has in its environment for its storage."""
    plan = topology(stores=(store("registry", endpoint="https://objects.example.com"),))
    deployment = named(server_manifests(plan), "Deployment", "registry")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each["value"] for each in container["env"] if each["name"].startswith("AWS_")}


def learned(tmp_path: Path, accuracy: float) -> ray.train.Checkpoint:
    """What the workers of a run leave behind after two epochs."""
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    history = [
        {"epoch": epoch, "loss": 0.5, "accuracy": accuracy, "finished_at_ms": epoch} for epoch in (1, 2)
    ]
    torch.save({"network": DigitNetwork().state_dict(), "history": history}, folder / STATE_FILE)
    return ray.train.Checkpoint.from_directory(folder)


def register(book: Registry, made: ModelVersion) -> ModelVersion:
    return book.register(book.start_run(made.run_name, {}), made.run_name, made.folder, made.provenance)


@pytest.mark.cluster
@pytest.mark.parametrize("server", BUCKET_FIRST, indirect=True)
def test_what_training_registers_at_a_server_is_promoted_from_there_and_served(
    tmp_path: Path,
    server: RegistryServer,
    give_stores: GiveStores,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = give_stores(checkpoints="write", models="write")
    monkeypatch.setattr(training, "fit", lambda *_: learned(tmp_path, 0.98))
    given = (TrainDigits(seed=3), store_holding("checkpoints", "write"), registry_place("write"))
    version = training.train(*given)
    assert (version.version, version.accuracy) == (1, 0.98), "registered"
    assert training.train(*given) == version, "a finished run is found at the server and not registered twice"
    capsys.readouterr()
    for copied in (True, False):
        promoting.main(["--json"])
        document = json.loads(capsys.readouterr().out)
        assert (document["version"], document["copied"]) == (1, copied), (
            "copied once, and told as on this machine"
        )
    models = StorePath(store_holding("models", "read"))
    pointer = read_pointer(models)
    assert read_verified(models, pointer).manifest["parameters"]["seed"] == 3, "with its provenance"
    assert load_promoted(models, pointer).version == 1, "serving reads the models store alone"
    assert sorted(path.name for path in (paths["models"] / "digits").iterdir()) == ["1", "promoted.json"], (
        "what was fetched on the way is gone"
    )
    listing.main(["--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["version"], row["promoted"]) == (1, True), "the server knows which one is promoted"


@pytest.mark.cluster
@pytest.mark.parametrize("server", BUCKET_FIRST, indirect=True)
def test_files_that_changed_or_are_gone_at_the_server_are_not_promoted(
    tmp_path: Path, server: RegistryServer, make_version: MakeVersion
) -> None:
    book, models = open_registry(server.address), folder_store(tmp_path / "models")
    assert register(book, make_version(1)) == book.versions()[0], "what register gives is what is stored"
    kept = server.file_of(MODEL_FILE)
    kept.write_bytes(b"changed")
    with pytest.raises(CheckRefused, match="changed since training registered it"):
        promoting.promote(server.address, models)
    kept.unlink()
    with pytest.raises(CheckRefused, match="not promoted"):
        promoting.promote(server.address, models)
    assert not list(models.path.rglob("promoted.json")), "serving is not told of it"
    assert not list(models.path.rglob("*.fetched")), "and nothing is left"


@pytest.mark.cluster
@pytest.mark.parametrize("server", FOLDER_FIRST, indirect=True)
def test_two_who_believe_a_new_server_find_the_same_registry_at_once_and_nobody_else_asks_it(
    tmp_path: Path, server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    problems: list[Exception] = []

    def make() -> None:
        try:
            found.append(open_registry(server.address).experiment_id)
        except Exception as problem:
            problems.append(problem)

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert not problems, "what another made in between is taken"
    assert len(found) == 4 and len(set(found)) == 1, "one experiment for all"
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", str(certificates(tmp_path)))
    with pytest.raises(WorkloadFailed, match="certificate verify failed"):
        open_registry(server.address)  # of another authority
    monkeypatch.delenv("MLFLOW_TRACKING_SERVER_CERT_PATH")
    with pytest.raises(WorkloadFailed, match="certificate verify failed"):
        open_registry(server.address)
    with pytest.raises(WorkloadFailed, match="cannot be used"):
        open_registry(server.address.replace("https://", "http://"))


def test_a_server_that_knows_nobody_is_said_in_a_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "groundplan")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "of-the-registry")
    with (
        refusing_server() as (address, asked),
        pytest.raises(WorkloadFailed, match="cannot be used") as failure,
    ):
        open_registry(address)
    assert asked[0] == "Basic Z3JvdW5kcGxhbjpvZi10aGUtcmVnaXN0cnk=", "it is asked by name and password"
    assert "MLFLOW_TRACKING_PASSWORD" in str(failure.value), "the sentence says where to look"
    assert "of-the-registry" not in str(failure.value), "and tells no password"


def test_a_server_that_does_not_answer_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    (port,) = free_ports(1)
    with pytest.raises(WorkloadFailed, match="See that it runs"):
        open_registry(f"http://127.0.0.1:{port}")


def test_a_mounted_version_is_promoted_from_where_it_lies(
    tmp_path: Path, fresh_registry: Callable[[Path], Registry], make_version: MakeVersion
) -> None:
    book = fresh_registry(tmp_path / "registry")
    version = register(book, make_version(1))
    with book.fetched(version, tmp_path / "beside") as whole:
        assert whole == version, "nothing is copied twice"
    assert not (tmp_path / "beside").exists(), "nor made"
