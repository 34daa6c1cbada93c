"""The lock is replaced whole; comments and order stay, and what cannot be written leaves it as it was."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.images import LOCK, MIRROR, Images, LockedImage, read_images
from stacks.bundle.lock_file import lock_text, read_lock, replace_lock
from stacks.cli.failures import Failed, Refused
from tests.stacks.bundle.locks import PINNED, lock, locked, text_of

BEFORE = lock(locked("a", "quay.io/ray/a"), locked("b", "quay.io/ray/b", digest=PINNED))
AFTER = lock(
    locked("a", "quay.io/ray/a", digest=PINNED),
    locked("b", "quay.io/ray/b", digest=PINNED),
    mirror="m.io",
    charts="oci://m.io/charts",
)


def test_the_committed_lock_is_laid_out_as_it_is_written() -> None:
    text, images = read_lock(LOCK)
    assert lock_text(text, images) == text, "writing what it says changes nothing"


def test_comments_and_order_stay(tmp_path: Path) -> None:
    file = tmp_path / "images.lock"
    file.write_text(text_of(BEFORE), encoding="utf-8")
    file.chmod(0o664)
    replace_lock(file, text_of(BEFORE), AFTER)
    assert file.read_text(encoding="utf-8") == text_of(AFTER)
    assert file.stat().st_mode & 0o777 == 0o664, "whoever could read it still can"
    assert list(tmp_path.iterdir()) == [file], "no draft is left"


entries = st.builds(
    LockedImage,
    name=st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True),
    repository=st.just("quay.io/ray/x"),
    tag=st.just("v1"),
    use=st.just("a test"),
    source=st.sampled_from(["this test", "the digest = of another", "mirror = none"]),
    digest=st.sampled_from(["", PINNED]),
    resolved=st.sampled_from(["", "2026-01-01"]),
    login=st.sampled_from(["", "log --in"]),
)
places = st.sampled_from(["", "charts", "/srv/charts", "https://m.example.com/a", "oci://m.example.com/a"])
mirrors = st.just("") | st.from_regex(MIRROR, fullmatch=True)


@given(st.lists(entries, unique_by=lambda entry: entry.name, max_size=5), mirrors, mirrors, places, st.data())
def test_the_text_says_afterwards_what_it_was_told_to_say(
    found: list[LockedImage], old: str, new: str, charts: str, data: st.DataObject
) -> None:
    digests = data.draw(st.lists(st.sampled_from(["", PINNED]), min_size=len(found), max_size=len(found)))
    wanted = Images(
        images={
            entry.name: LockedImage(**{**vars(entry), "digest": digest})
            for entry, digest in zip(found, digests, strict=True)
        },
        mirror=new,
        charts=charts,
    )
    assert read_images(lock_text(text_of(lock(*found, mirror=old)), wanted)) == wanted


def test_a_lock_laid_out_in_another_way_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "images.lock"
    text = text_of(BEFORE).replace('mirror = ""\n', "")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Failed, match="left as it was"):
        replace_lock(file, text, AFTER)
    assert file.read_text(encoding="utf-8") == text, "half of the change would be worse than none"


def test_a_folder_that_cannot_be_written_leaves_the_lock_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be written"):
        replace_lock(tmp_path / "missing" / "images.lock", text_of(BEFORE), AFTER)


def test_a_lock_that_is_missing_or_wrong_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        read_lock(tmp_path / "images.lock")
    (tmp_path / "images.lock").write_text("images = 3", encoding="utf-8")
    with pytest.raises(Refused, match="not a table"):
        read_lock(tmp_path / "images.lock")
