"""A replica serves only what is whole, follows promotions, and keeps the old model when the new one is not."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from tests.workloads.serving import promote
from workloads.digits.network import classify
from workloads.provenance import sha256_of_file
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.manifest import read_pointer
from workloads.registry.model import ModelVersion
from workloads.serve_digits.loading import PromotedModel, load_promoted

MakeVersion = Callable[..., ModelVersion]
NEVER_SECONDS = 3600
IMAGES = torch.arange(2 * 64).reshape(2, 8, 8) % 17 * 1.0


@pytest.fixture
def models(tmp_path: Path, make_version: MakeVersion) -> Path:
    promote(make_version(1), tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture
def following(models: Path) -> Iterator[PromotedModel]:
    promoted = PromotedModel(models, NEVER_SECONDS)
    yield promoted
    promoted.stop()


def test_a_replica_does_not_start_without_a_promoted_version(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="No version of digits is promoted"):
        PromotedModel(tmp_path, NEVER_SECONDS)


def test_a_replica_does_not_start_on_a_tampered_model(models: Path) -> None:
    (models / "digits/1/model.pt").write_bytes(b"tampered")
    with pytest.raises(CheckRefused, match="was changed"):
        PromotedModel(models, NEVER_SECONDS)


def test_a_second_promotion_is_taken(
    models: Path, following: PromotedModel, make_version: MakeVersion
) -> None:
    before = classify(following.current.network, IMAGES)
    assert not following.look(), "nothing new yet"
    promote(make_version(2), models)
    assert following.look(), "another version is promoted"
    assert following.current.version == 2, "and taken"
    assert classify(following.current.network, IMAGES) != before, "with its own weights"


def test_a_tampered_second_version_is_not_taken_and_the_first_goes_on(
    models: Path, following: PromotedModel, make_version: MakeVersion
) -> None:
    before = classify(following.current.network, IMAGES)
    promote(make_version(2), models)
    (models / "digits/2/model.pt").write_bytes(b"tampered")
    assert not following.look(), "it is refused"
    assert following.current.version == 1, "the first one answers"
    assert classify(following.current.network, IMAGES) == before, "as before"
    assert "digits/2/model.pt was changed" in (following.refusal or ""), "and says why"
    promote(make_version(2), models)
    assert following.look(), "promoted again it is whole, and taken"
    assert following.refusal is None, "and nothing is left to say"


def test_a_damaged_pointer_stops_no_replica(models: Path, following: PromotedModel) -> None:
    good = (models / "digits/promoted.json").read_bytes()
    (models / "digits/promoted.json").write_bytes(b"{")
    assert not following.look(), "there is nothing to take"
    assert "is damaged" in (following.refusal or ""), "and it is said"
    (models / "digits/promoted.json").write_bytes(good)
    assert not following.look(), "the same version as before"
    assert following.refusal is None, "forgotten when it is whole again"


def test_a_version_of_other_code_is_refused_with_a_sentence(
    models: Path, make_version: MakeVersion, tmp_path: Path
) -> None:
    version = make_version(2)
    torch.save({"other": torch.zeros(1)}, version.folder / "model.pt")
    other = ModelVersion(
        **{**version.__dict__, "files": {"model.pt": sha256_of_file(version.folder / "model.pt")}}
    )
    promote(other, models)
    with pytest.raises(CheckRefused, match="it is no model for this code"):
        load_promoted(models, read_pointer(models))


def test_a_model_that_would_run_code_when_loaded_is_refused(models: Path, make_version: MakeVersion) -> None:
    version = make_version(2)
    torch.save({"run": Path("/never")}, version.folder / "model.pt")  # not weights: an object to build
    other = ModelVersion(
        **{**version.__dict__, "files": {"model.pt": sha256_of_file(version.folder / "model.pt")}}
    )
    promote(other, models)
    with pytest.raises(CheckRefused, match="UnpicklingError"):
        load_promoted(models, read_pointer(models))


def test_the_watcher_takes_a_promotion_by_itself(models: Path, make_version: MakeVersion) -> None:
    promoted = PromotedModel(models, poll_seconds=0.05)
    try:
        promote(make_version(2), models)
        deadline = time.monotonic() + 60
        while promoted.current.version != 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert promoted.current.version == 2, "nobody has to tell a replica"
    finally:
        promoted.stop()
