"""A store is encrypted by gocryptfs or by the device below it, and where neither is open nothing is stored."""

import itertools
from typing import get_args

import pytest

from components.hosts.encryption import Encryption, NoEncryption, choose

FOLDER = "/state/stacks/test"
GOCRYPTFS = [None, "/usr/bin/gocryptfs"]
FUSE_PROBLEMS = [None, "/dev/fuse cannot be opened: load the module fuse"]
DEVICES = [None, "dm-crypt on dm-0"]
EVERYTHING = list(itertools.product(GOCRYPTFS, FUSE_PROBLEMS, DEVICES))


def chosen(gocryptfs: str | None, fuse_problem: str | None, device: str | None) -> Encryption:
    """Choose for the folder of the tests."""
    return choose(gocryptfs=gocryptfs, fuse_problem=fuse_problem, device_encryption=device, folder=FOLDER)


@pytest.mark.parametrize("device", DEVICES)
def test_gocryptfs_is_taken_wherever_it_works(device: str | None) -> None:
    assert chosen(GOCRYPTFS[1], None, device) == "gocryptfs", "a key of its own for each store is better"


@pytest.mark.parametrize(
    ("gocryptfs", "fuse_problem"),
    [facts for facts in itertools.product(GOCRYPTFS, FUSE_PROBLEMS) if facts != (GOCRYPTFS[1], None)],
)
def test_an_encrypted_device_serves_where_gocryptfs_does_not_work(
    gocryptfs: str | None, fuse_problem: str | None
) -> None:
    assert chosen(gocryptfs, fuse_problem, DEVICES[1]) == "encrypted-device", "an open way was not taken"


@pytest.mark.parametrize(("gocryptfs", "fuse_problem", "device"), EVERYTHING)
def test_nothing_is_ever_stored_in_plain_text(
    gocryptfs: str | None, fuse_problem: str | None, device: str | None
) -> None:
    possible = device is not None or (gocryptfs is not None and fuse_problem is None)
    if possible:
        assert chosen(gocryptfs, fuse_problem, device) in get_args(Encryption), "an unknown way of encrypting"
    else:
        with pytest.raises(NoEncryption, match="nothing is stored in plain text"):
            chosen(gocryptfs, fuse_problem, device)


def test_a_missing_program_is_named_with_both_ways_to_get_it() -> None:
    with pytest.raises(NoEncryption) as caught:
        chosen(None, None, None)
    said = str(caught.value)
    assert "gocryptfs is not installed" in said, "the sentence says what is missing"
    assert "`groundplan engine`" in said and "install the package gocryptfs" in said, "a remedy is missing"


@pytest.mark.parametrize("gocryptfs", GOCRYPTFS)
def test_a_problem_of_fuse_is_told_in_its_own_words(gocryptfs: str | None) -> None:
    with pytest.raises(NoEncryption) as caught:
        chosen(gocryptfs, FUSE_PROBLEMS[1], None)
    assert "/dev/fuse cannot be opened: load the module fuse" in str(caught.value), (
        "gocryptfs would not help without FUSE, so FUSE comes first"
    )


@pytest.mark.parametrize("fuse_problem", FUSE_PROBLEMS)
def test_an_encrypted_device_is_always_offered_as_the_other_remedy(fuse_problem: str | None) -> None:
    with pytest.raises(NoEncryption) as caught:
        chosen(None, fuse_problem, None)
    said = str(caught.value)
    assert said.endswith(f"or put {FOLDER} on an encrypted device (LUKS), for example with XDG_STATE_HOME"), (
        "the sentence says which folder and by what setting it moves"
    )
