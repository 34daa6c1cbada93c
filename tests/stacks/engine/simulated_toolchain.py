"""A simulated toolchain: a `go`, a `pulumi` and a release site that take milliseconds and do as they are told."""

import hashlib
import io
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from stacks.engine.versions import GoProgram, Release, Versions, platform_name

FILES = ("pulumi", "pulumi-language-python")
VERSION = "3.220.0"

SIMULATED_GO = """\
#!{python}
import os, pathlib, sys
notes = pathlib.Path({notes!r})
verb = sys.argv[1]
if verb == "env":
    print("go{version}")
elif verb == "list":
    print("go: downloading simulated.example/module v1.0.0", file=sys.stderr)
    print("simulated.example/engine")
elif verb == "mod":
    print('{{"Dir": "{scripts}"}}')
elif verb == "build":
    print("simulated.example/engine", file=sys.stderr, flush=True)
    with (notes / "builds").open("a") as builds:
        builds.write(f"{{os.getpid()}}\\n")
    output = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    output.write_text("half of a program")
    gate = notes / "gate"
    if gate.exists():
        gate.open().read()  # a named pipe: this blocks until a test opens its other end
    if (notes / "broken").exists():
        print("simulated.go:1:1: simulated syntax error", file=sys.stderr)
        raise SystemExit(1)
    output.write_text("a whole program")
    output.chmod(0o755)
"""


@dataclass(frozen=True)
class SimulatedGo:
    """A `go` in a folder of its own, and what it notes about its builds."""

    folder: Path
    notes: Path

    @property
    def builds(self) -> list[int]:
        """The process identities of the builds that were begun."""
        file = self.notes / "builds"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def write_simulated_go(root: Path, version: str = "1.26.8") -> SimulatedGo:
    """Write a `go` of the given version below `root`."""
    folder, notes, scripts = root / "simulated-go", root / "notes", root / "scripts"
    for needed in (folder, notes, scripts):
        needed.mkdir(parents=True)
    (scripts / "launch").write_text("#!/bin/sh\n")
    text = SIMULATED_GO.format(python=sys.executable, notes=str(notes), version=version, scripts=scripts)
    executable = folder / "go"
    executable.write_text(text)
    executable.chmod(0o755)
    return SimulatedGo(folder=folder, notes=notes)


def write_simulated_pulumi(folder: Path, version: str) -> Path:
    """Write a `pulumi` and its language host into `folder`; the one knows its version, the other nothing."""
    folder.mkdir(parents=True)
    for name, text in (("pulumi", f"echo v{version}"), ("pulumi-language-python", "exit 1")):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder / "pulumi"


def simulated_versions(
    root: Path, address: str = "http://127.0.0.1:9/{version}", checksum: str = ""
) -> Versions:
    """Return versions whose programs the simulated `go` builds from a module below `root`."""
    module = root / "module"
    module.mkdir(exist_ok=True)
    (module / "go.mod").write_text("module simulated.example/engine\n\ngo 1.24.7\n")
    (module / "go.sum").write_text("")
    (module / "main.go").write_text('package main\n\nfunc main() { println("simulated") }\n')
    program = GoProgram(
        name="pulumi",
        folder=module,
        package="simulated.example/engine",
        go="1.24.7",
        linker_flags="",
        tags=(),
    )
    return Versions(
        engine=VERSION,
        tested_from="3.220.0",
        tested_below="3.221.0",
        files=FILES,
        release=Release(address=address, sha256={platform_name(): checksum} if checksum else {}),
        programs=(program,),
        scripts_folder=module,
        scripts_module="simulated.example/scripts",
        scripts=("launch",),
        gocryptfs_tested_from="2.3",
        gocryptfs=program,
        kubernetes="1.34.1",
        control_plane=(),
        object_store=program,
    )


def simulated_archive(names: tuple[str, ...] = FILES) -> tuple[bytes, str]:
    """Return a gzipped tar with the files of a simulated engine, and its SHA-256."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in names:
            entry = tarfile.TarInfo(f"pulumi/{name}")
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
    content = buffer.getvalue()
    return content, hashlib.sha256(content).hexdigest()
