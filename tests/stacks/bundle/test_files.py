"""A bundle's folder holds what the tools of mirrors take, all of it or nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from components.images import load_images
from components.services.bundle_items import Chart
from stacks.bundle.contents import RUNTIME, Bundle, contents
from stacks.bundle.files import files_of, helm_arguments, write_folder
from stacks.cli.failures import Failed, Refused
from stacks.engine.versions import load_versions
from stacks.paths import PROJECT_ROOT
from tests.stacks.bundle.topologies import RUNTIME_IMAGE, topology


def bundle(target: str = "kubernetes", mirror: str = "") -> Bundle:
    images = replace(load_images(), mirror=mirror)
    return contents(topology(target), images, load_versions(), PROJECT_ROOT / "requirements")


def test_the_list_of_images_is_one_reference_a_line() -> None:
    lines = files_of(bundle())["images.txt"].splitlines()
    assert lines == [image.origin for image in bundle().images]
    assert RUNTIME_IMAGE in lines


def test_skopeo_reads_every_image_by_registry_repository_and_version() -> None:
    read = YAML(typ="safe").load(files_of(bundle())["images.yaml"])
    listed = {
        f"{host}/{path}{'@' if version.startswith('sha256:') else ':'}{version}"
        for host, found in read.items()
        for path, versions in found["images"].items()
        for version in versions
    }
    assert listed == {image.origin for image in bundle().images}, "the same images as in images.txt"


def test_copies_are_listed_only_for_a_mirror_and_as_pairs() -> None:
    assert "copies.txt" not in files_of(bundle()), "without a mirror there is nowhere to copy to"
    found = bundle(mirror="mirror.example.com")
    pairs = [tuple(line.split(" ")) for line in files_of(found)["copies.txt"].splitlines()]
    assert pairs == [(image.origin, image.copy) for image in found.images if image.name != RUNTIME]


def test_the_pinned_files_are_carried_as_they_are() -> None:
    carried = files_of(bundle())["requirements/runtime.txt"]
    assert carried == (PROJECT_ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")


def test_a_chart_is_pulled_from_a_repository_or_a_registry() -> None:
    http = Chart(name="gpu-operator", repository="https://charts.example.com", version="v1")
    assert helm_arguments(http) == "gpu-operator --repo https://charts.example.com --version v1"
    oci = Chart(name="kueue", repository="oci://registry.example.com/charts", version="0.16.1")
    assert helm_arguments(oci) == "oci://registry.example.com/charts/kueue --version 0.16.1"


def test_what_a_target_does_not_need_has_no_file() -> None:
    assert not {"images.txt", "images.yaml", "charts.txt"} & set(files_of(bundle("local")))


def test_the_folder_is_written_whole_and_readable_by_others(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "bundle"
    written = write_folder(bundle(), folder)
    assert {path.relative_to(folder).as_posix() for path in written} == set(files_of(bundle()))
    assert json.loads((folder / "bundle.json").read_text(encoding="utf-8"))["plan"] == "atlas"
    assert folder.stat().st_mode & 0o777 == 0o755
    assert list(folder.parent.iterdir()) == [folder], "no draft is left"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="name a new folder"):
        write_folder(bundle(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_that_cannot_be_written_ends_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Failed, match="cannot be written"):
        write_folder(bundle("local"), tmp_path / "file" / "bundle")
