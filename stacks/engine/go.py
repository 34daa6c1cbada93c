"""Finds Go and builds one program of a pinned module with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stacks.cli.failures import Failed, Refused
from stacks.engine.progress import Progress
from stacks.engine.versions import GoProgram, Version, parse_version

QUOTED_LINES = 8
"""How much of Go's output a failure quotes: the error itself, without the downloads before it."""


@dataclass(frozen=True, kw_only=True)
class Go:
    """A Go that was found, and its version."""

    executable: Path
    version: str


def find_go() -> Go | None:
    """Return the Go on PATH, or None when there is none that answers."""
    found = shutil.which("go")
    if found is None:
        return None
    answer = subprocess.run(
        [found, "env", "GOVERSION"], capture_output=True, text=True, cwd="/", env=_environment(), check=False
    )
    version = parse_version(answer.stdout)
    return Go(executable=Path(found), version=_dotted(version)) if version else None


def require_go(programs: Sequence[GoProgram]) -> Go:
    """Return a Go that is new enough for all `programs`; raises Refused with the remedy."""
    oldest = oldest_go(programs)
    go = find_go()
    remedy = (
        f"install Go {oldest} or newer (https://go.dev/dl, or your distribution's package golang-go), "
        "put its bin folder on PATH and run the command again"
    )
    if go is None:
        raise Refused(f"building from Go modules needs Go, and no `go` that answers is on PATH; {remedy}")
    if (parse_version(go.version) or ()) < (parse_version(oldest) or ()):
        raise Refused(f"Go {go.version} at {go.executable} is too old for the pinned modules; {remedy}")
    return go


def oldest_go(programs: Sequence[GoProgram]) -> str:
    """Return the oldest Go that builds all `programs`."""
    return max((program.go for program in programs), key=lambda version: parse_version(version) or ())


def build(go: Go, program: GoProgram, output: Path, lock: int, progress: Progress) -> None:
    """Build `program` into the file `output`; the running Go holds `lock` too. Raises Failed."""
    flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", f"-tags={','.join(program.tags)}"]
    names = ["-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", program.package]
    progress.begin(f"{program.name}: fetching modules")
    listing = run_go(go, ["list", *flags, *names], program.folder, lock, _downloads(progress))
    stale = len(listing.split())
    progress.begin(f"{program.name}: compiling", total=stale)
    command = ["build", "-v", *flags, f"-ldflags={program.linker_flags}", "-o", str(output), program.package]
    run_go(go, command, program.folder, lock, progress.advance)
    progress.end()


def run_go(go: Go, arguments: Sequence[str], folder: Path, lock: int, on_line: Callable[[str], None]) -> str:
    """Run Go in `folder`, hand each line of its stderr to `on_line`, and return its stdout.

    A Go that fails raises Failed with its last lines; when this process is interrupted, Go is ended first.
    """
    lines: list[str] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(go.executable), *arguments],
            cwd=folder,
            env=_environment(),
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[lock],
        )
        try:
            for line in process.stderr or ():
                lines.append(line.rstrip())
                on_line(line.rstrip())
            process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.returncode != 0:
            raise Failed(_failure(arguments[0], folder, lines))
        output.seek(0)
        return output.read()


def _failure(verb: str, folder: Path, lines: Sequence[str]) -> str:
    said = [line for line in lines if line and not line.startswith("go: downloading")][-QUOTED_LINES:]
    return (
        f"`go {verb}` in {folder} failed; Go says:\n  " + "\n  ".join(said) + "\n"
        "when modules cannot be fetched, set GOPROXY to a module proxy that this machine reaches"
    )


def _downloads(progress: Progress) -> Callable[[str], None]:
    def tell(line: str) -> None:
        if line.startswith("go: downloading"):
            progress.advance(line.removeprefix("go: downloading "))

    return tell


def _environment() -> Mapping[str, str]:
    """Return the environment with only this Go, no workspace and no C compiler; GOPROXY and others stay."""
    return {**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0"}


def _dotted(version: Version) -> str:
    return ".".join(str(part) for part in version)
