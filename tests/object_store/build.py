"""Builds the S3-compatible service of the tests: `python -m tests.object_store.build`.

It is built once, from its pinned Go module, into the same cache as the engine.
"""

import sys
from pathlib import Path

from stacks.cli.failures import Failed, Refused
from stacks.engine.cache import cache_folder
from stacks.engine.modules import program_from_modules
from stacks.engine.progress import ConsoleProgress, Progress
from stacks.engine.versions import load_versions


def binary(progress: Progress | None = None) -> Path:
    """Return its file, built first where the cache has none; raises Refused or Failed."""
    return program_from_modules(load_versions().object_store, cache_folder(), progress or Progress())


def main() -> int:
    """Build with news for a person; the exit status is 2 when something is missing, 1 when the build failed."""
    try:
        with ConsoleProgress() as progress:
            progress.say(f"object store: {binary(progress).name} is built")
    except (Refused, Failed) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, Refused) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
