"""Reads `toolchain/versions.toml`: which engine, from where, and with which checksums."""

import hashlib
import platform
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TOOLCHAIN = Path(__file__).resolve().parents[2] / "toolchain"
"""The folder of the pinned Go modules and of `versions.toml`."""

Version = tuple[int, ...]


def parse_version(text: str) -> Version | None:
    """Return the first dotted number in `text` ("v3.220.0" is (3, 220, 0)), or None when there is none."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(int(part) for part in found.group().split(".")) if found else None


@dataclass(frozen=True, kw_only=True)
class GoProgram:
    """One command that is built from a pinned Go module."""

    name: str
    folder: Path
    package: str
    go: str
    linker_flags: str
    tags: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Return 12 hexadecimal digits that change with whatever decides what is built."""
        digest = hashlib.sha256()
        for part in (self.package, self.linker_flags, ",".join(self.tags)):
            digest.update(part.encode() + b"\0")
        for file in ("go.mod", "go.sum"):
            digest.update((self.folder / file).read_bytes())
        return digest.hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class Release:
    """The official archives: where they lie and what they must hash to (SHA-256 by platform)."""

    address: str
    sha256: Mapping[str, str]

    def archive_address(self, version: str, platform_name: str) -> str:
        """Return the address of the archive of one version for one platform."""
        return self.address.format(version=version, platform=platform_name)


@dataclass(frozen=True, kw_only=True)
class Versions:
    """Everything that `versions.toml` says."""

    engine: str
    tested_from: str
    tested_below: str
    files: tuple[str, ...]
    release: Release
    programs: tuple[GoProgram, ...]
    scripts_folder: Path
    scripts_module: str
    scripts: tuple[str, ...]
    gocryptfs_tested_from: str
    gocryptfs: GoProgram
    kubernetes: str
    control_plane: tuple[GoProgram, ...]
    object_store: GoProgram

    def is_tested(self, version: str) -> bool:
        """Return whether a `pulumi` of this version was run with Groundplan."""
        parsed = parse_version(version)
        lowest, end = parse_version(self.tested_from), parse_version(self.tested_below)
        return parsed is not None and lowest is not None and end is not None and lowest <= parsed < end


def load_versions(toolchain: Path = TOOLCHAIN) -> Versions:
    """Return what `versions.toml` in `toolchain` says; a missing key raises KeyError."""
    document = tomllib.loads((toolchain / "versions.toml").read_text(encoding="utf-8"))
    engine, scripts, gocryptfs = document["engine"], document["engine"]["scripts"], document["gocryptfs"]
    control_plane = document["control_plane"]
    return Versions(
        engine=engine["version"],
        tested_from=engine["tested_from"],
        tested_below=engine["tested_below"],
        files=tuple(engine["files"]),
        release=Release(address=engine["release"]["address"], sha256=dict(engine["release"]["sha256"])),
        programs=tuple(_program(toolchain, entry) for entry in engine["programs"]),
        scripts_folder=toolchain / scripts["folder"],
        scripts_module=scripts["module"],
        scripts=tuple(scripts["paths"]),
        gocryptfs_tested_from=gocryptfs["tested_from"],
        gocryptfs=_program(toolchain, gocryptfs["program"]),
        kubernetes=control_plane["kubernetes"],
        control_plane=tuple(_program(toolchain, entry) for entry in control_plane["programs"]),
        object_store=_program(toolchain, document["object_store"]["program"]),
    )


def _program(toolchain: Path, entry: Mapping[str, object]) -> GoProgram:
    tags = entry["tags"]
    return GoProgram(
        name=str(entry["name"]),
        folder=toolchain / str(entry["folder"]),
        package=str(entry["package"]),
        go=str(entry["go"]),
        linker_flags=str(entry["linker_flags"]),
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
    )


def platform_name() -> str:
    """Return this machine in the words of the official archives, such as "linux-x64" or "darwin-arm64"."""
    processor = platform.machine().lower()
    return f"{platform.system().lower()}-{_PROCESSORS.get(processor, processor)}"


_PROCESSORS = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}
