"""Builds the engine from the pinned Go modules of the toolchain."""

import hashlib
import json
import shutil
from pathlib import Path

from stacks.cli.failures import Failed
from stacks.engine.cache import make_once
from stacks.engine.go import Go, build, require_go, run_go
from stacks.engine.progress import Progress
from stacks.engine.versions import GoProgram, Versions, platform_name


def modules_key(versions: Versions) -> str:
    """Return the name of the built engine in the cache; it changes with whatever decides what is built."""
    digest = hashlib.sha256(",".join((versions.scripts_module, *versions.scripts)).encode())
    for program in versions.programs:
        digest.update(program.fingerprint.encode())
    return f"{versions.engine}-modules-{platform_name()}-{digest.hexdigest()[:12]}"


def engine_from_modules(versions: Versions, cache: Path, progress: Progress) -> Path:
    """Return the folder of the engine's binaries, built first when the cache has none.

    Raises Refused when Go is missing or too old, Failed when the build fails.
    """
    key = modules_key(versions)
    if not (cache / key).is_dir():
        go = require_go(versions.programs)

        def make(folder: Path, lock: int) -> None:
            binaries = folder / "bin"
            binaries.mkdir()
            for program in versions.programs:
                build(go, program, binaries / program.name, lock, progress)
            _copy_scripts(versions, go, binaries, lock)

        make_once(cache, key, make, progress)
    return cache / key / "bin"


def program_from_modules(program: GoProgram, cache: Path, progress: Progress) -> Path:
    """Return the file of one program, built first when the cache has none; raises as the engine does."""
    folder = cache / f"{program.name}-modules-{platform_name()}-{program.fingerprint}"
    if not folder.is_dir():
        go = require_go([program])

        def make(unfinished: Path, lock: int) -> None:
            (unfinished / "bin").mkdir()
            build(go, program, unfinished / "bin" / program.name, lock, progress)

        make_once(cache, folder.name, make, progress)
    return folder / "bin" / program.name


def _copy_scripts(versions: Versions, go: Go, binaries: Path, lock: int) -> None:
    """Copy the launch scripts out of their module, wherever Go keeps it."""
    arguments = ["mod", "download", "-json", versions.scripts_module]
    answer = run_go(go, arguments, versions.scripts_folder, lock, lambda _line: None)
    folder = Path(json.loads(answer)["Dir"])
    for script in versions.scripts:
        if not (folder / script).is_file():
            raise Failed(
                f"{versions.scripts_module} has no file {script}; correct `scripts` in versions.toml"
            )
        target = binaries / Path(script).name
        shutil.copyfile(folder / script, target)
        # 0755: the module cache keeps its files read-only, which would keep us from removing ours.
        target.chmod(0o755)
