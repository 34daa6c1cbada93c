"""Hashes change when what they stand for changes, and only then."""

import hashlib
from pathlib import Path

from workloads.provenance import lock_of, sha256_of_code, sha256_of_file


def test_the_hash_of_a_file_is_the_one_any_tool_computes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    assert sha256_of_file(path) == hashlib.sha256(b"content").hexdigest(), "sha256sum must agree"


def test_the_hash_of_code_follows_content_and_names_but_not_caches(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1")
    before = sha256_of_code(tmp_path)
    (tmp_path / "a.pyc").write_bytes(b"cache")
    assert sha256_of_code(tmp_path) == before, "compiled files come and go with every run"
    (tmp_path / "a.py").write_text("a = 2")
    changed = sha256_of_code(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({before, changed, sha256_of_code(tmp_path)}) == 3, "another content or name is other code"


def test_the_code_of_this_package_has_a_hash_that_stays() -> None:
    assert sha256_of_code() == sha256_of_code(), "the name of a run depends on it"


def test_a_lock_file_is_preferred_to_what_is_installed() -> None:
    assert lock_of("f" * 64) == {"kind": "lock-file", "sha256": "f" * 64}, (
        "what was given is what is recorded"
    )
    found = lock_of(None)
    assert found["kind"] == "installed-distributions", (
        "without a lock file the record says what it is instead"
    )
    assert found == lock_of(None), "the same environment has the same hash"
