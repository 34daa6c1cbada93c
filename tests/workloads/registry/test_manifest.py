"""Whatever is not byte for byte what was promoted is found before it is served, in a folder as in a bucket."""

import json
from collections.abc import Callable

import pytest

from tests.workloads.given_stores import ModelsStore
from tests.workloads.serving import promote
from workloads.provenance import sha256_of_bytes
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.manifest import (
    Pointer,
    manifest_pointer,
    read_pointer,
    read_verified,
    require_whole,
)
from workloads.registry.model import ModelVersion
from workloads.registry.publishing import publish
from workloads.store_path import StorePath

CHECKS = pytest.mark.parametrize("check", [read_verified, require_whole], ids=["reading", "checking"])
Check = Callable[[StorePath, Pointer], object]


@pytest.fixture
def promoted(models: ModelsStore, make_version: Callable[..., ModelVersion]) -> tuple[StorePath, Pointer]:
    version = make_version(3)
    promote(version, models.written)
    return StorePath(models.read), manifest_pointer(version)


def test_what_was_promoted_is_read_back_whole(promoted: tuple[StorePath, Pointer]) -> None:
    models, pointer = promoted
    assert read_pointer(models) == pointer, "the pointer survives its file"
    verified = read_verified(models, pointer)
    assert (verified.version, list(verified.files)) == (3, ["model.pt"]), "every file of the manifest"
    require_whole(models, pointer)


def test_the_manifest_names_what_the_model_was_made_from(promoted: tuple[StorePath, Pointer]) -> None:
    manifest = read_verified(*promoted).manifest
    assert manifest["code"]["sha256"] == "c" * 64, "code"
    assert manifest["data"]["sha256"] == "d" * 64, "data"
    assert manifest["lock"] == {"kind": "lock-file", "sha256": "e" * 64}, "lock file"
    assert manifest["parameters"] == {"epochs": 1, "seed": 0}, "parameters"
    assert manifest["metrics"]["accuracy"] == 0.98, "metrics"


@CHECKS
def test_a_changed_byte_in_the_model_is_refused(
    promoted: tuple[StorePath, Pointer], models: ModelsStore, check: Check
) -> None:
    path = models.at("digits/3/model.pt")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CheckRefused, match=r"model\.pt was changed"):
        check(*promoted)


@CHECKS
def test_a_manifest_rewritten_to_fit_a_changed_model_is_refused(
    promoted: tuple[StorePath, Pointer], models: ModelsStore, check: Check
) -> None:
    path = models.at("digits/3/manifest.json")
    models.at("digits/3/model.pt").write_bytes(b"other")
    manifest = json.loads(path.read_bytes())
    manifest["files"]["model.pt"]["sha256"] = sha256_of_bytes(b"other")
    path.write_bytes(json.dumps(manifest).encode())
    with pytest.raises(CheckRefused, match=r"manifest\.json was changed.*the pointer says"):
        check(*promoted)


@CHECKS
@pytest.mark.parametrize("name", ["model.pt", "manifest.json"])
def test_a_missing_file_is_refused(
    promoted: tuple[StorePath, Pointer], models: ModelsStore, check: Check, name: str
) -> None:
    models.remove(f"digits/3/{name}")
    with pytest.raises(CheckRefused, match=rf"{models.address}/digits/3/{name} is not there"):
        check(*promoted)


def test_nothing_promoted_yet_says_what_to_run(models: ModelsStore) -> None:
    with pytest.raises(InputRefused, match="Run `groundplan promote`"):
        read_pointer(StorePath(models.read))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": "x", "manifest_sha256": ""}'])
def test_a_damaged_pointer_is_refused(
    promoted: tuple[StorePath, Pointer], models: ModelsStore, text: str
) -> None:
    models.at("digits/promoted.json").write_bytes(text.encode())
    with pytest.raises(CheckRefused, match="is damaged"):
        read_pointer(StorePath(models.read))


def test_a_manifest_cannot_name_a_file_outside_its_version(
    models: ModelsStore, make_version: Callable[..., ModelVersion]
) -> None:
    publish(make_version(3), models.written)
    path = models.at("digits/3/manifest.json")
    manifest = json.loads(path.read_bytes())
    manifest["files"] = {"../../secret": {"sha256": "0" * 64}}
    path.write_bytes(json.dumps(manifest).encode())
    pointer = Pointer(version=3, manifest_sha256=sha256_of_bytes(path.read_bytes()))
    with pytest.raises(CheckRefused, match="is no name of a file in it"):
        read_verified(StorePath(models.read), pointer)
