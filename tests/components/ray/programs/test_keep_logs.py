"""Kept logs stay below a size and an age, and the newest stay longest."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from components.ray.programs.keep_logs import keep, superfluous

FILES = st.lists(st.tuples(st.floats(0, 1000), st.integers(0, 100)), max_size=30).map(
    lambda found: [(Path(str(number)), written, size) for number, (written, size) in enumerate(found)]
)


@given(FILES, st.integers(0, 500), st.floats(0, 1000))
def test_what_stays_is_within_the_size_and_the_age(
    files: list[tuple[Path, float, int]], bytes_: int, age_s: float
) -> None:
    gone = superfluous(files, now=1000.0, bytes_=bytes_, age_s=age_s)
    stays = [file for file in files if file[0] not in gone]
    assert sum(size for _, _, size in stays) <= bytes_, "the volume would fill up"
    assert all(1000.0 - written <= age_s for _, written, _ in stays)


@given(FILES)
def test_nothing_goes_where_all_fit(files: list[tuple[Path, float, int]]) -> None:
    total = sum(size for _, _, size in files)
    assert superfluous(files, now=1000.0, bytes_=total, age_s=1000.0) == []


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old", "oldest")):
        path = tmp_path / name
        path.write_bytes(b"x" * 10)
        moment = path.stat().st_mtime - age * 100
        os.utime(path, (moment, moment))
    assert [path.name for path in keep(tmp_path, bytes_=20, age_s=10_000)] == ["oldest"]
    assert {path.name for path in tmp_path.iterdir()} == {"new", "old"}
