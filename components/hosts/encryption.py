"""Which encryption a store on a host gets: decided from facts, before anything is made."""

from __future__ import annotations

from typing import Literal

Encryption = Literal["gocryptfs", "encrypted-device"]


class NoEncryption(Exception):
    """Neither way of encrypting is open on this host; the message tells the remedies."""


def choose(
    *, gocryptfs: str | None, fuse_problem: str | None, device_encryption: str | None, folder: str
) -> Encryption:
    """gocryptfs where it works, else a device below `folder` that is encrypted already. Never plain text.

    Raises NoEncryption with what is missing and how to get it.
    """
    if gocryptfs is not None and fuse_problem is None:
        return "gocryptfs"
    if device_encryption is not None:
        return "encrypted-device"
    missing = (
        fuse_problem
        or "gocryptfs is not installed: run `groundplan engine`, which builds it, or install the package gocryptfs"
    )
    raise NoEncryption(
        f"the stores cannot be encrypted here, and nothing is stored in plain text: {missing};"
        f" or put {folder} on an encrypted device (LUKS), for example with XDG_STATE_HOME"
    )
