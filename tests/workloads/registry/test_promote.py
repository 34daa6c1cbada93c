"""Promotion is gated, atomic, repeatable, and goes on where it was interrupted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workloads.given_stores import MakeObjectStore, ModelsStore, folder_store, told
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry import promote as promoting
from workloads.registry.manifest import read_pointer, read_verified
from workloads.registry.model import ModelVersion
from workloads.registry.promote import choose, main, promote, require_accuracy
from workloads.registry.tracking import Registry, open_registry
from workloads.store_path import StorePath

MakeVersion = Callable[..., ModelVersion]


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


def marked(registry: Path) -> list[int]:
    return [entry.version for entry in open_registry(registry).versions() if entry.promoted]


def test_promotion_moves_pointer_and_alias_and_can_go_back(models: ModelsStore, registry: Path) -> None:
    for wanted, expected in ((None, 2), (1, 1), (1, 1)):
        done = promote(registry, models.written, version=wanted)
        assert done.version == expected, "the latest, or the named one"
        found = StorePath(models.read)
        assert read_verified(found, read_pointer(found)).version == expected, "what serving follows, whole"
        assert marked(registry) == [expected], "one alias, where the pointer points"


def test_a_promotion_interrupted_between_pointer_and_alias_is_finished_by_running_it_again(
    models: ModelsStore, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(book: Registry, version: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "mark_promoted", killed)
        with pytest.raises(KeyboardInterrupt):
            promote(registry, models.written)
    done = promote(registry, models.written)
    assert not done.copied, "the copy was finished before"
    assert marked(registry) == [2], "now it is"


@pytest.mark.object_store
def test_the_alias_follows_the_pointer_when_another_promotion_goes_past(
    registry: Path, make_object_store: MakeObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, mark = make_object_store("models", "write"), Registry.mark_promoted
    passed: list[int] = []

    def passed_by_another(book: Registry, version: int) -> None:
        if not passed:
            passed.append(version)
            promote(registry, store, version=2)  # from its first step to its last, in between two of ours
        mark(book, version)

    monkeypatch.setattr(Registry, "mark_promoted", passed_by_another)
    promote(registry, store, version=1)
    assert passed == [1], "ours was about to mark its own version"
    assert read_pointer(StorePath(store)).version == 2, "the other one wrote the pointer last"
    assert marked(registry) == [2], "and the registry says what is served"


def test_a_refused_promotion_changes_nothing(models: ModelsStore, registry: Path) -> None:
    promote(registry, models.written, version=1)
    before = models.content()
    with pytest.raises(CheckRefused):
        promote(registry, models.written, version=2, minimum_accuracy=0.995)
    assert models.content() == before, "serving goes on with version 1"


def test_the_command_prints_what_it_did(
    tmp_path: Path,
    registry: Path,
    models: ModelsStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mounted = registry.rename(tmp_path / "mounted elsewhere")
    monkeypatch.setenv("GROUNDPLAN_STORES", told(folder_store(mounted, "registry"), models.written))
    main(["--json"])
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "version": 2,
        "accuracy": 0.99,
        "path": f"{models.address}/digits/2",
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
