"""A replica serves only what is whole, follows promotions, and keeps the old model when the new one is not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from tests.workloads.given_stores import MakeObjectStore, ModelsStore
from tests.workloads.private_ray import wait_until
from tests.workloads.serving import promote
from workloads.digits.network import classify
from workloads.provenance import sha256_of_file
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.manifest import read_pointer
from workloads.registry.model import ModelVersion
from workloads.serve_digits.loading import PromotedModel, load_promoted
from workloads.store_path import StorePath

MakeVersion = Callable[..., ModelVersion]
NEVER_SECONDS = 3600
IMAGES = torch.arange(2 * 64).reshape(2, 8, 8) % 17 * 1.0


@pytest.fixture
def promoted(models: ModelsStore, make_version: MakeVersion) -> ModelsStore:
    promote(make_version(1), models.written)
    return models


@pytest.fixture
def following(promoted: ModelsStore) -> Iterator[PromotedModel]:
    model = PromotedModel(StorePath(promoted.read), NEVER_SECONDS)
    yield model
    model.stop()


def test_a_replica_does_not_start_without_a_promoted_version(models: ModelsStore) -> None:
    with pytest.raises(InputRefused, match="No version of digits is promoted"):
        PromotedModel(StorePath(models.read), NEVER_SECONDS)


def test_a_replica_does_not_start_on_a_tampered_model(promoted: ModelsStore) -> None:
    promoted.at("digits/1/model.pt").write_bytes(b"tampered")
    with pytest.raises(CheckRefused, match="was changed"):
        PromotedModel(StorePath(promoted.read), NEVER_SECONDS)


def test_a_second_promotion_is_taken(
    models: ModelsStore, following: PromotedModel, make_version: MakeVersion
) -> None:
    before = classify(following.current.network, IMAGES)
    assert not following.look(), "nothing new yet"
    promote(make_version(2), models.written)
    assert following.look(), "another version is promoted"
    assert following.current.version == 2, "and taken"
    assert classify(following.current.network, IMAGES) != before, "with its own weights"


def test_a_tampered_second_version_is_not_taken_and_the_first_goes_on(
    models: ModelsStore, following: PromotedModel, make_version: MakeVersion
) -> None:
    before = classify(following.current.network, IMAGES)
    promote(make_version(2), models.written)
    models.at("digits/2/model.pt").write_bytes(b"tampered")
    assert not following.look(), "it is refused"
    assert following.current.version == 1, "the first one answers"
    assert classify(following.current.network, IMAGES) == before, "as before"
    assert "digits/2/model.pt was changed" in (following.refusal or ""), "and says why"
    promote(make_version(2), models.written)
    assert following.look(), "promoted again it is whole, and taken"
    assert following.refusal is None, "and nothing is left to say"


def test_a_damaged_pointer_stops_no_replica(models: ModelsStore, following: PromotedModel) -> None:
    good = models.at("digits/promoted.json").read_bytes()
    models.at("digits/promoted.json").write_bytes(b"{")
    assert not following.look(), "there is nothing to take"
    assert "is damaged" in (following.refusal or ""), "and it is said"
    models.at("digits/promoted.json").write_bytes(good)
    assert not following.look(), "the same version as before"
    assert following.refusal is None, "forgotten when it is whole again"


def test_a_version_of_other_code_is_refused_with_a_sentence(
    models: ModelsStore, make_version: MakeVersion
) -> None:
    version = make_version(2)
    torch.save({"other": torch.zeros(1)}, version.folder / "model.pt")
    other = ModelVersion(
        **{**version.__dict__, "files": {"model.pt": sha256_of_file(version.folder / "model.pt")}}
    )
    promote(other, models.written)
    with pytest.raises(CheckRefused, match="it is no model for this code"):
        load_promoted(StorePath(models.read), read_pointer(StorePath(models.read)))


def test_a_model_that_would_run_code_when_loaded_is_refused(
    models: ModelsStore, make_version: MakeVersion
) -> None:
    version = make_version(2)
    torch.save({"run": Path("/never")}, version.folder / "model.pt")  # not weights: an object to build
    other = ModelVersion(
        **{**version.__dict__, "files": {"model.pt": sha256_of_file(version.folder / "model.pt")}}
    )
    promote(other, models.written)
    with pytest.raises(CheckRefused, match="UnpicklingError"):
        load_promoted(StorePath(models.read), read_pointer(StorePath(models.read)))


def test_the_watcher_takes_a_promotion_by_itself(promoted: ModelsStore, make_version: MakeVersion) -> None:
    model = PromotedModel(StorePath(promoted.read), poll_seconds=0.05)
    try:
        promote(make_version(2), promoted.written)
        wait_until(lambda: model.current.version == 2, "a replica that nobody has to tell")
    finally:
        model.stop()


@pytest.mark.object_store
@pytest.mark.parametrize(
    ("name", "harmful", "said"),
    [
        ("AWS_SECRET_ACCESS_KEY", "of before", "refuses the keys"),
        ("AWS_ENDPOINT_URL", "https://127.0.0.1:1", "cannot be reached at https://127.0.0.1:1"),
    ],
    ids=["other keys", "no way to it"],
)
def test_a_replica_goes_on_answering_while_its_store_is_closed_and_follows_when_it_opens_again(
    make_object_store: MakeObjectStore, make_version: MakeVersion, name: str, harmful: str, said: str
) -> None:
    written, read = make_object_store("models", "write"), make_object_store("models", "read")
    promote(make_version(1), written)
    following = PromotedModel(StorePath(read), NEVER_SECONDS)
    promote(make_version(2), written)
    given = read.keys / name
    good = given.read_text()
    given.write_text(harmful)
    assert not following.look(), "there is nothing to take"
    assert following.current.version == 1, "the version before answers"
    assert said in (following.refusal or ""), "and says why"
    given.write_text(good)
    assert following.look(), "the files are read each time, so no restart is needed"
    assert (following.current.version, following.refusal) == (2, None)
    following.stop()
