"""A version is in the models store whole or not at all, whenever writing it ends, in a folder as in a bucket."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workloads.given_stores import MakeObjectStore, ModelsStore, content_of, folder_store
from tests.workloads.serving import promote
from workloads.refusals import CheckRefused, WorkloadFailed
from workloads.registry.manifest import manifest_pointer, read_pointer, read_verified
from workloads.registry.model import ModelVersion
from workloads.registry.publishing import publish
from workloads.store_path import StorePath

MakeVersion = Callable[..., ModelVersion]


class PowerCut(Exception):
    """The machine is gone."""


def cut_power_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the whole process end in the middle of whatever is written after so many files."""
    count = 0

    def write(path: StorePath, content: bytes) -> None:
        nonlocal count
        count += 1
        with path.writing() as stream:
            stream.write(content if count <= writes else content[: len(content) // 2])
        if count > writes:
            raise PowerCut

    monkeypatch.setattr(StorePath, "write_bytes", write)
    monkeypatch.setattr(StorePath, "copy_from", lambda path, file: write(path, file.read_bytes()))


def test_publishing_twice_copies_once(models: ModelsStore, make_version: MakeVersion) -> None:
    assert publish(make_version(1), models.written), "the first time it is copied"
    first = models.content()
    assert not publish(make_version(1), models.written), "the second time it is there"
    assert models.content() == first, "and nothing changed"


@pytest.mark.parametrize("writes", [0, 1])
def test_half_a_version_is_never_read_as_one(
    models: ModelsStore, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    version = make_version(1)
    with monkeypatch.context() as patch:
        cut_power_after(writes, patch)
        with pytest.raises(PowerCut):
            publish(version, models.written)
    with pytest.raises(CheckRefused, match=r"digits/1/manifest\.json (is not there|was changed)"):
        read_verified(StorePath(models.read), manifest_pointer(version))


def test_what_was_interrupted_is_finished_by_publishing_again(
    models: ModelsStore, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make_version(1)
    with monkeypatch.context() as patch:
        cut_power_after(0, patch)
        with pytest.raises(PowerCut):
            publish(version, models.written)
    assert publish(version, models.written), "it was not there yet"
    assert sorted(models.content()) == ["digits/1/manifest.json", "digits/1/model.pt"], "and leaves no rest"
    read_verified(StorePath(models.read), manifest_pointer(version))


def test_half_a_folder_is_never_at_the_name_of_a_version(
    tmp_path: Path, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder_store(tmp_path / "models")
    cut_power_after(1, monkeypatch)
    with pytest.raises(PowerCut):
        publish(make_version(1), store)
    assert not (store.path / "digits/1").exists(), "not even a reader that looks at no manifest finds it"


@pytest.mark.parametrize("writes", [0, 1])
def test_a_promotion_that_ends_in_the_middle_leaves_the_one_before(
    models: ModelsStore, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    promote(make_version(1), models.written)
    with monkeypatch.context() as patch:
        cut_power_after(writes, patch)
        with pytest.raises(PowerCut):
            promote(make_version(2), models.written)
    found = StorePath(models.read)
    assert read_verified(found, read_pointer(found)).version == 1, "whole, and still the promoted one"


def test_a_version_that_was_changed_in_the_models_store_is_made_again(
    models: ModelsStore, make_version: MakeVersion
) -> None:
    publish(make_version(1), models.written)
    good = models.content()
    models.at("digits/1/model.pt").write_bytes(b"changed")
    assert publish(make_version(1), models.written), "a promotion promises what the manifest says"
    assert models.content() == good, "from the registry's files"


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_model_that_the_registry_has_no_more_is_not_published_and_replaces_nothing(
    models: ModelsStore, make_version: MakeVersion, harm: str
) -> None:
    version = make_version(1)
    publish(version, models.written)
    models.at("digits/1/model.pt").write_bytes(b"changed")
    before = models.content()
    if harm == "gone":
        (version.folder / "model.pt").unlink()
    else:
        (version.folder / "model.pt").write_bytes(b"changed")
    said = "is not in the registry any more" if harm == "gone" else "changed since training registered it"
    with pytest.raises(CheckRefused, match=said):
        publish(version, models.written)
    assert models.content() == before, "nothing that could not be replaced was taken away"


@pytest.mark.object_store
def test_keys_that_may_only_read_publish_nothing_and_say_so(
    make_object_store: MakeObjectStore, make_version: MakeVersion
) -> None:
    written, read = make_object_store("models", "write"), make_object_store("models", "read")
    with pytest.raises(WorkloadFailed, match=r"refuses the keys in .*ACCESS_DENIED"):
        promote(make_version(1), read)
    assert content_of(written) == {}, "nothing was written"
