"""What a process must have in its environment to drive the engine."""

import os

from stacks.cli.failures import Refused
from stacks.engine.gocryptfs import find_gocryptfs
from stacks.engine.locate import Engine, find_engine
from stacks.engine.search_path import search_path


def engine_environment(engine: Engine | None = None) -> dict[str, str]:
    """Return the variables (not a whole environment) with which `pulumi` and `gocryptfs` are found and agree.

    Without `engine` the one that `find_engine` finds; raises Refused when it finds none.
    """
    found = engine or find_engine()
    if found is None:
        raise Refused("there is no engine yet; run `groundplan engine`")
    gocryptfs = find_gocryptfs()
    folders = [found.bin, *([gocryptfs.parent] if gocryptfs else [])]
    return {
        "PATH": search_path(folders, os.environ.get("PATH", "")),
        # The engine's version is pinned here: news of a newer one would only mislead.
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
