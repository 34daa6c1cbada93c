"""Puts folders in front of a PATH, so that the engine, its language host and this Python are found first."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path


def search_path(folders: Iterable[Path], inherited: str) -> str:
    """Return `inherited` with this Python's folder and `folders` in front, each folder once.

    The language host ignores the `virtualenv` option of Pulumi.yaml and takes the first Python on PATH; with
    this Python in front, a program runs in the environment that Groundplan runs in.
    """
    # Not resolved: in a virtual environment the link is what selects the environment.
    first = [str(Path(sys.executable).parent), *(str(folder) for folder in folders)]
    rest = [entry for entry in inherited.split(os.pathsep) if entry]
    return os.pathsep.join(dict.fromkeys([*first, *rest]))
