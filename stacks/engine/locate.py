"""Finds an engine that has passed the smoke run, or takes one from the first source that has one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from stacks.cli.failures import CommandError, Failed, Refused
from stacks.engine.cache import cache_folder
from stacks.engine.modules import engine_from_modules, modules_key
from stacks.engine.on_path import engine_on_path, pulumi_on_path
from stacks.engine.progress import Progress
from stacks.engine.release import engine_from_release, release_key
from stacks.engine.smoke import smoke_run
from stacks.engine.verified import remember_verified, verified_version
from stacks.engine.versions import Versions, load_versions

Source = Literal["path", "release", "modules"]
SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A Pulumi engine that has passed the smoke run: its folder of binaries, its version, whence it came."""

    bin: Path
    version: str
    source: Source


def find_engine() -> Engine | None:
    """Return the engine that `ensure_engine` would return at once, or None. Takes milliseconds."""
    versions, cache = load_versions(), cache_folder()
    pulumi = pulumi_on_path(cache)
    if pulumi is not None:
        version = verified_version(versions, cache, pulumi.parent)
        if version is not None and versions.is_tested(version):
            return Engine(bin=pulumi.parent, version=version, source="path")
    for source, binaries in _cached(versions, cache):
        if verified_version(versions, cache, binaries):
            return Engine(bin=binaries, version=versions.engine, source=source)
    return None


def ensure_engine(source: str | None = None, progress: Progress | None = None) -> Engine:
    """Return an engine that passes the smoke run, downloaded or built first when there is none.

    Without `source`: the `pulumi` on PATH, else what the cache has, else the release, else the Go modules; a
    source that is passed over says why in one line. With `source` only that one. Raises Refused for a source
    that is unknown or unusable, Failed for one that fails while at it.
    """
    versions, cache, progress = load_versions(), cache_folder(), progress or Progress()
    takers: dict[str, Callable[[], Engine]] = {
        "path": lambda: _take_path(versions, cache, progress),
        "release": lambda: _take(versions, cache, "release", engine_from_release, progress),
        "modules": lambda: _take(versions, cache, "modules", engine_from_modules, progress),
    }
    if source is not None:
        if source not in takers:
            raise Refused(f"--source: {source!r} is not known; known: {', '.join(SOURCES)}")
        return takers[source]()
    reasons: list[str] = []
    for name in _order(versions, cache):
        try:
            return takers[name]()
        except CommandError as ended:
            reasons.append(f"{name}: {ended}")
            if name != "path" or pulumi_on_path(cache) is not None:
                progress.end()
                progress.say(f"engine: passing over {name}: {ended}")
    raise Failed("no engine could be had:\n  " + "\n  ".join(reasons))


def _order(versions: Versions, cache: Path) -> list[Source]:
    """Return the sources in the order to try: what the cache has comes before what must be fetched."""
    order: list[Source] = ["path"]
    order.extend(source for source, _binaries in _cached(versions, cache))
    order.extend(SOURCES)
    return list(dict.fromkeys(order))


def _cached(versions: Versions, cache: Path) -> list[tuple[Source, Path]]:
    keys: list[tuple[Source, str]] = [("release", release_key(versions)), ("modules", modules_key(versions))]
    return [(source, cache / key / "bin") for source, key in keys if (cache / key).is_dir()]


def _take_path(versions: Versions, cache: Path, progress: Progress) -> Engine:
    binaries, version = engine_on_path(versions, cache)
    return _verify(versions, cache, Engine(bin=binaries, version=version, source="path"), progress)


def _take(
    versions: Versions,
    cache: Path,
    source: Source,
    get: Callable[[Versions, Path, Progress], Path],
    progress: Progress,
) -> Engine:
    binaries = get(versions, cache, progress)
    return _verify(versions, cache, Engine(bin=binaries, version=versions.engine, source=source), progress)


def _verify(versions: Versions, cache: Path, engine: Engine, progress: Progress) -> Engine:
    if verified_version(versions, cache, engine.bin) is None:
        smoke_run(engine.bin, progress)
        remember_verified(versions, cache, engine.bin, engine.version)
    return engine
