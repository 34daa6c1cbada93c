"""A path in a store is written and read the same way, in a folder as in a bucket."""

from pathlib import Path

import pytest

from tests.workloads.given_stores import ModelsStore
from workloads import store_path
from workloads.store_path import StorePath


def test_a_path_is_named_as_people_know_it(models: ModelsStore) -> None:
    path = StorePath(models.read) / "digits" / "1"
    assert str(path) == f"{models.address}/digits/1", "the address of its store, and the way from there"
    assert str(StorePath(models.read)) == models.address, "the store itself"


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1000])
def test_what_is_written_is_read_back(
    models: ModelsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(store_path, "PIECE_BYTES", 100)
    content = bytes(number % 251 for number in range(size))
    file = tmp_path / "file"
    file.write_bytes(content)
    models.at("written").write_bytes(content)
    models.at("copied").copy_from(file)
    for name in ("written", "copied"):
        found = StorePath(models.read) / name
        assert found.read_bytes() == content, "as a whole"
        pieces = list(found.pieces())
        assert b"".join(pieces) == content, "and piece by piece"
        assert all(0 < len(piece) <= 100 for piece in pieces), "each small enough for memory"


def test_what_is_longer_than_a_part_of_an_upload_arrives_whole(models: ModelsStore, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * (3 * store_path.PIECE_BYTES // 256 + 1))
    models.at("large").copy_from(file)
    assert (StorePath(models.read) / "large").read_bytes() == file.read_bytes()


def test_what_is_not_there_is_told_apart_from_what_is_refused(models: ModelsStore) -> None:
    with pytest.raises(FileNotFoundError):
        (StorePath(models.read) / "nothing").read_bytes()
    with pytest.raises(FileNotFoundError):
        list((StorePath(models.read) / "nothing").pieces())


def test_an_object_that_is_replaced_is_replaced_whole(models: ModelsStore) -> None:
    path = models.at("pointer")
    path.write_bytes(b"a longer content than the next one")
    path.write_bytes(b"short")
    assert path.read_bytes() == b"short", "nothing of the first one is left"
