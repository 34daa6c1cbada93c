"""Promotion is gated, atomic, repeatable, and goes on where it was interrupted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workloads.refusals import CheckRefused, InputRefused
from workloads.registry import promote as promoting
from workloads.registry.manifest import read_pointer, read_verified
from workloads.registry.model import ModelVersion
from workloads.registry.promote import choose, main, promote, publish, require_accuracy
from workloads.registry.tracking import Registry, open_registry

MakeVersion = Callable[..., ModelVersion]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def registry(tmp_path: Path, fresh_registry: Callable[[Path], Registry], make_version: MakeVersion) -> Path:
    """A registry with two versions: 1 with accuracy 0.98 and 2 with 0.99."""
    folder = tmp_path / "registry"
    book = fresh_registry(folder)
    for number, accuracy in ((1, 0.98), (2, 0.99)):
        made = make_version(number, accuracy)
        book.register(book.start_run(made.run_name, {}), made.run_name, made.folder, made.provenance)
    return folder


def test_the_latest_version_is_chosen_where_none_is_named(make_version: MakeVersion) -> None:
    versions = [make_version(1), make_version(2)]
    assert choose(versions, None).version == 2, "the latest"
    assert choose(versions, 1).version == 1, "or the named one"


def test_a_version_that_does_not_exist_is_refused_with_those_that_do(make_version: MakeVersion) -> None:
    with pytest.raises(InputRefused, match=r"no version 7; known: 1, 2\."):
        choose([make_version(1), make_version(2)], 7)
    with pytest.raises(InputRefused, match="Train one"):
        choose([], None)


@pytest.mark.parametrize("accuracy", [0.9699, 0.0, float("nan")])
def test_too_little_accuracy_is_refused(make_version: MakeVersion, accuracy: float) -> None:
    with pytest.raises(CheckRefused, match=r"below the gate of 0\.97"):
        require_accuracy(make_version(1, accuracy), 0.97)


def test_the_gate_itself_is_enough(make_version: MakeVersion) -> None:
    require_accuracy(make_version(1, 0.97), 0.97)
    assert promoting.MINIMUM_ACCURACY == 0.97, "what a served model promises"


def test_publishing_twice_copies_once(tmp_path: Path, make_version: MakeVersion) -> None:
    models, version = tmp_path / "models", make_version(1)
    assert publish(version, models), "the first time it is copied"
    first = tree(models)
    assert not publish(version, models), "the second time it is there"
    assert tree(models) == first, "and nothing changed"


def test_half_a_copy_is_never_at_the_name_of_a_version(
    tmp_path: Path, make_version: MakeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, version = tmp_path / "models", make_version(1)

    def power_cut(path: Path, content: bytes) -> None:
        path.write_bytes(content[: len(content) // 2])
        raise OSError("no more power")

    monkeypatch.setattr(promoting, "write_durably", power_cut)
    with pytest.raises(OSError, match="no more power"):
        publish(version, models)
    assert not (models / "digits/1").exists(), "a reader must not find half a version"
    monkeypatch.undo()
    assert publish(version, models), "running it again finishes it"
    assert sorted(tree(models)) == ["digits/1/manifest.json", "digits/1/model.pt"], "and leaves no rest"


def test_a_version_that_was_changed_in_the_models_store_is_made_again(
    tmp_path: Path, make_version: MakeVersion
) -> None:
    models, version = tmp_path / "models", make_version(1)
    publish(version, models)
    good = tree(models)
    (models / "digits/1/model.pt").write_bytes(b"changed")
    assert publish(version, models), "a promotion promises what the manifest says"
    assert tree(models) == good, "from the registry's files"


def test_a_model_changed_in_the_registry_is_not_promoted(tmp_path: Path, make_version: MakeVersion) -> None:
    version = make_version(1)
    (version.folder / "model.pt").write_bytes(b"changed")
    with pytest.raises(CheckRefused, match="changed since training registered it"):
        publish(version, tmp_path / "models")
    assert not (tmp_path / "models/digits/1").exists(), "nothing was published"


def test_a_model_missing_in_the_registry_is_not_promoted(tmp_path: Path, make_version: MakeVersion) -> None:
    version = make_version(1)
    (version.folder / "model.pt").unlink()
    with pytest.raises(CheckRefused, match="is not in the registry any more"):
        publish(version, tmp_path / "models")


def test_promotion_moves_pointer_and_alias_and_can_go_back(tmp_path: Path, registry: Path) -> None:
    models = tmp_path / "models"
    for wanted, expected in ((None, 2), (1, 1), (1, 1)):
        done = promote(registry, models, version=wanted)
        assert done.version == expected, "the latest, or the named one"
        assert read_verified(models, read_pointer(models)).version == expected, "what serving follows, whole"
        marked = [entry.version for entry in open_registry(registry).versions() if entry.promoted]
        assert marked == [expected], "one alias, where the pointer points"


def test_a_promotion_interrupted_between_pointer_and_alias_is_finished_by_running_it_again(
    tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"

    def killed(book: Registry, version: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Registry, "mark_promoted", killed)
    with pytest.raises(KeyboardInterrupt):
        promote(registry, models)
    monkeypatch.undo()
    done = promote(registry, models)
    assert not done.copied, "the copy was finished before"
    assert [entry.version for entry in open_registry(registry).versions() if entry.promoted] == [2], (
        "now it is"
    )


def test_a_refused_promotion_changes_nothing(tmp_path: Path, registry: Path) -> None:
    models = tmp_path / "models"
    promote(registry, models, version=1)
    before = tree(models)
    with pytest.raises(CheckRefused):
        promote(registry, models, version=2, minimum_accuracy=0.995)
    assert tree(models) == before, "serving goes on with version 1"


def test_the_command_prints_what_it_did(
    registry: Path, give_stores: Callable[..., dict[str, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = give_stores(registry="write", models="write")
    paths["registry"].rmdir()
    registry.rename(paths["registry"])
    main(["--json"])
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "version": 2,
        "accuracy": 0.99,
        "path": str(paths["models"] / "digits/2"),
        "copied": True,
    }, "a script reads what was promoted, also when the store is mounted elsewhere than at training"


def test_a_gate_that_is_no_share_is_refused(give_stores: Callable[..., dict[str, Path]]) -> None:
    give_stores(registry="write", models="write")
    with pytest.raises(InputRefused, match="from 0 to 1"):
        main(["--minimum-accuracy", "97"])


def test_without_the_right_to_write_models_nothing_is_promoted(
    give_stores: Callable[..., dict[str, Path]],
) -> None:
    give_stores(registry="write", models="read")
    with pytest.raises(InputRefused, match="read-only"):
        main([])
