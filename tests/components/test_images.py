"""Images by name: pinned where a digest is known, else a placeholder that nothing takes for one."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import images
from components.images import (
    PLACEHOLDER,
    ImageErrors,
    Images,
    LockedImage,
    UnknownImage,
    UnresolvedImages,
    image,
    load_images,
    mirrored,
    placeholders_in,
    read_images,
    require_resolved,
)

REAL_LOOKING = "sha256:" + "0123456789abcdef" * 4
ENTRY = """\
mirror = "{mirror}"
[images.valkey]
repository = "docker.io/valkey/valkey"
tag = "8.1.4"
use = "a test"
source = "this test"
digest = "{digest}"
resolved = ""
"""
REFERENCE = re.compile(r"[a-z0-9.:-]+(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}")


def test_an_image_with_a_digest_is_named_by_it() -> None:
    lock = read_images(ENTRY.format(mirror="", digest=REAL_LOOKING))
    assert lock.reference("valkey") == f"docker.io/valkey/valkey@{REAL_LOOKING}", (
        "the tag plays no part any more"
    )


def test_an_image_without_a_digest_is_a_placeholder_that_no_runtime_takes_and_that_says_what_to_do() -> None:
    reference = read_images(ENTRY.format(mirror="", digest="")).reference("valkey")
    assert not REFERENCE.fullmatch(reference), "only sha256:<64 digits> may follow an @, so nothing pulls it"
    assert "sha256" not in reference and reference.endswith("@placeholder-run-groundplan-bundle-resolve")


def test_every_image_of_the_committed_lock_is_pinned_or_a_placeholder() -> None:
    lock = load_images()
    assert lock.images, "the services need images"
    for name in lock.images:
        reference = image(name)
        assert REFERENCE.fullmatch(reference) or reference.endswith(PLACEHOLDER), (
            f"{name} is one or the other"
        )


def test_the_committed_lock_says_who_names_each_image_and_what_it_is_for() -> None:
    for name, entry in load_images().images.items():
        assert entry.source and entry.use, f"{name}: who asks later why it is there finds the answer"
        assert bool(entry.digest) == bool(entry.resolved), f"{name}: a digest has the date it was asked for"


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownImage, match=r'no image is named "redis"; known: .*valkey'):
        image("redis")


def test_a_mirror_keeps_a_repository_below_its_whole_name() -> None:
    lock = read_images(ENTRY.format(mirror="mirror.example.com/ray", digest=REAL_LOOKING))
    expected = f"mirror.example.com/ray/docker.io/valkey/valkey@{REAL_LOOKING}"
    assert lock.reference("valkey") == expected, "two registries may hold the same path"
    assert (
        mirrored("registry.example.com:5000/ray", "m.example.com")
        == "m.example.com/registry.example.com-5000/ray"
    )


@given(st.lists(st.from_regex(images.REPOSITORY, fullmatch=True), unique=True, min_size=2, max_size=6))
def test_a_mirror_never_lays_two_repositories_on_one_another(repositories: list[str]) -> None:
    without_ports = {name for name in repositories if ":" not in name}
    copies = {mirrored(name, "m.example.com") for name in without_ports}
    assert len(copies) == len(without_ports), "each copy has a place of its own"


def test_placeholders_are_found_wherever_a_manifest_has_them() -> None:
    manifest = {"spec": {"containers": [{"image": f"a/b:1{PLACEHOLDER}"}, {"image": f"a/c@{REAL_LOOKING}"}]}}
    assert placeholders_in([manifest, manifest]) == (f"a/b:1{PLACEHOLDER}",), "each once, pinned ones not"


def test_a_placeholder_is_refused_with_the_way_out_and_taken_only_where_that_is_allowed() -> None:
    manifest = {"image": f"docker.io/valkey/valkey:8.1.4{PLACEHOLDER}"}
    with pytest.raises(
        UnresolvedImages, match=r"no digest is known of docker\.io/valkey/valkey:8\.1\.4, .*bundle --resolve"
    ):
        require_resolved(manifest)
    require_resolved(manifest, allow_placeholders=True)


def test_a_placeholder_that_the_plan_wrote_is_refused_with_another_way_out() -> None:
    manifest = {"image": "registry.example.com/groundplan@placeholder-your-image-digest"}
    with pytest.raises(UnresolvedImages, match=r"runtime\.image: .* build the image") as refused:
        require_resolved(manifest)
    assert "bundle --resolve" not in str(refused.value), "no registry has what is not built yet"


def test_what_is_pinned_passes() -> None:
    require_resolved({"image": f"a/b@{REAL_LOOKING}"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("images = ", "not TOML"),
        ("images = 3", "not a table"),
        ('mirror = "https://m.example.com"', "is no registry"),
        ("[images.a]\nrepository = 'a.example.com/b'", "images.a needs exactly these texts"),
        (ENTRY.format(mirror="", digest="sha256:" + "0" * 64), "is no digest; leave it empty"),
        (ENTRY.format(mirror="", digest="sha256:abc"), "is no digest; leave it empty"),
        (ENTRY.format(mirror="", digest="").replace("8.1.4", "8 1"), 'images.valkey.tag: "8 1"'),
        (
            ENTRY.format(mirror="", digest="").replace("docker.io/valkey", "valkey:"),
            "images.valkey.repository",
        ),
    ],
)
def test_a_lock_that_cannot_be_is_refused_with_the_entry_and_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ImageErrors, match=re.escape(reason)):
        read_images(text)


def test_a_lock_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImageErrors, match="take it back from version control"):
        load_images(tmp_path / "images.lock")


def test_a_lock_can_be_made_by_hand_for_tests_of_others() -> None:
    entry = LockedImage(
        name="x", repository="a.example.com/x", tag="1", use="-", source="-", digest=REAL_LOOKING
    )
    assert Images(images={"x": entry}).reference("x") == f"a.example.com/x@{REAL_LOOKING}"
