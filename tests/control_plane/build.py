"""Builds what the control plane of the tests consists of: `python -m tests.control_plane.build`.

Each program is built once, from its pinned Go module, into the same cache as the engine.
"""

import sys
from pathlib import Path

from stacks.cli.failures import Failed, Refused
from stacks.engine.cache import cache_folder
from stacks.engine.modules import program_from_modules
from stacks.engine.progress import ConsoleProgress, Progress
from stacks.engine.versions import load_versions


def binaries(progress: Progress | None = None) -> dict[str, Path]:
    """Return name -> file of every program, built first where the cache has none; raises Refused or Failed."""
    progress = progress or Progress()
    return {
        program.name: program_from_modules(program, cache_folder(), progress)
        for program in load_versions().control_plane
    }


def main() -> int:
    """Build with news for a person; the exit status is 2 when something is missing, 1 when a build failed."""
    try:
        with ConsoleProgress() as progress:
            built = binaries(progress)
            progress.say(f"control plane: {', '.join(built)} are built")
    except (Refused, Failed) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, Refused) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
