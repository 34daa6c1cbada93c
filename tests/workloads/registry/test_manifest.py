"""Whatever is not byte for byte what was promoted is found before it is served."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workloads.provenance import sha256_of_bytes
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.manifest import Pointer, manifest_text, read_pointer, read_verified, write_pointer
from workloads.registry.model import ModelVersion
from workloads.registry.promote import publish


@pytest.fixture
def promoted(tmp_path: Path, make_version: Callable[..., ModelVersion]) -> tuple[Path, Pointer]:
    models, version = tmp_path / "models", make_version(3)
    publish(version, models)
    pointer = Pointer(version=3, manifest_sha256=sha256_of_bytes(manifest_text(version).encode()))
    write_pointer(models, pointer)
    return models, pointer


def test_what_was_promoted_is_read_back_whole(promoted: tuple[Path, Pointer]) -> None:
    models, pointer = promoted
    assert read_pointer(models) == pointer, "the pointer survives its file"
    verified = read_verified(models, pointer)
    assert (verified.version, list(verified.files)) == (3, ["model.pt"]), "every file of the manifest"


def test_the_manifest_names_what_the_model_was_made_from(promoted: tuple[Path, Pointer]) -> None:
    manifest = read_verified(*promoted).manifest
    assert manifest["code"]["sha256"] == "c" * 64, "code"
    assert manifest["data"]["sha256"] == "d" * 64, "data"
    assert manifest["lock"] == {"kind": "lock-file", "sha256": "e" * 64}, "lock file"
    assert manifest["parameters"] == {"epochs": 1, "seed": 0}, "parameters"
    assert manifest["metrics"]["accuracy"] == 0.98, "metrics"


def test_a_changed_byte_in_the_model_is_refused(promoted: tuple[Path, Pointer]) -> None:
    models, pointer = promoted
    path = models / "digits/3/model.pt"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckRefused, match=r"model\.pt was changed"):
        read_verified(models, pointer)


def test_a_manifest_rewritten_to_fit_a_changed_model_is_refused(promoted: tuple[Path, Pointer]) -> None:
    models, pointer = promoted
    path = models / "digits/3/manifest.json"
    (models / "digits/3/model.pt").write_bytes(b"other")
    manifest = json.loads(path.read_text())
    manifest["files"]["model.pt"]["sha256"] = sha256_of_bytes(b"other")
    path.write_text(json.dumps(manifest))
    with pytest.raises(CheckRefused, match=r"manifest\.json was changed.*the pointer says"):
        read_verified(models, pointer)


@pytest.mark.parametrize("name", ["model.pt", "manifest.json"])
def test_a_missing_file_is_refused(promoted: tuple[Path, Pointer], name: str) -> None:
    models, pointer = promoted
    (models / "digits/3" / name).unlink()
    with pytest.raises(CheckRefused, match="cannot be read"):
        read_verified(models, pointer)


def test_nothing_promoted_yet_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="Run `groundplan promote`"):
        read_pointer(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": "x", "manifest_sha256": ""}'])
def test_a_damaged_pointer_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "digits").mkdir()
    (tmp_path / "digits/promoted.json").write_text(text)
    with pytest.raises(CheckRefused, match="is damaged"):
        read_pointer(tmp_path)


def test_a_manifest_cannot_name_a_file_outside_its_version(
    tmp_path: Path, make_version: Callable[..., ModelVersion]
) -> None:
    models, version = tmp_path / "models", make_version(3)
    publish(version, models)
    path = models / "digits/3/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"] = {"../../secret": {"sha256": "0" * 64}}
    path.write_text(json.dumps(manifest))
    pointer = Pointer(version=3, manifest_sha256=sha256_of_bytes(path.read_bytes()))
    with pytest.raises(CheckRefused, match="is no name of a file in it"):
        read_verified(models, pointer)
