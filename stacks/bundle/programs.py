"""The programs that a plan needs beside images and wheels: the engine, its provider plugins, what encrypts folders."""

import re
from dataclasses import dataclass

from stacks.bundle.wheels import EXTRAS, Requirements
from stacks.engine.versions import GoProgram, Versions

HOSTS = ("local", "hosts")
"""Targets whose stores are encrypted folders."""

NO_PLUGIN = ("pulumi", "pulumi-policy")
"""Packages of the engine itself; every other `pulumi-<name>` is the SDK of the plugin <name>."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program: its version, and the ways to have it."""

    name: str
    version: str
    use: str
    sources: tuple[str, ...]


def programs_of(
    target: str, versions: Versions, requirements: tuple[Requirements, ...]
) -> tuple[Program, ...]:
    """Return the programs that `target` needs."""
    built = [*versions.programs, *([versions.gocryptfs] if target in HOSTS else [])]
    release = f"the official archives of {versions.engine}, SHA-256 in toolchain/versions.toml"
    return (
        *(
            Program(
                name=program.name,
                version=module_version(program),
                use="encrypted folders" if program is versions.gocryptfs else "the engine",
                sources=(
                    *(() if program is versions.gocryptfs else (release,)),
                    f"Go modules of toolchain/{program.folder.name}/go.sum",
                ),
            )
            for program in built
        ),
        *_plugins(target, requirements),
    )


def module_version(program: GoProgram) -> str:
    """Return the version of the module that a Go program is built from, as its go.mod requires it."""
    text = (program.folder / "go.mod").read_text(encoding="utf-8")
    modules = re.findall(r"^(?:require)?\s*([\w.~/-]+) (v\S+)", text, flags=re.MULTILINE)
    holding = [
        (len(name), version) for name, version in modules if f"{program.package}/".startswith(f"{name}/")
    ]
    return max(holding, default=(0, "unknown"))[1]


def _plugins(target: str, requirements: tuple[Requirements, ...]) -> list[Program]:
    return [
        Program(
            name=f"pulumi-resource-{wheel.name.removeprefix('pulumi-')}",
            version=f"v{wheel.version}",
            use="a provider plugin of the engine",
            sources=(
                f"pulumi plugin install resource {wheel.name.removeprefix('pulumi-')} v{wheel.version}",
            ),
        )
        for file in requirements
        if file.file.stem in EXTRAS.get(target, ())
        for wheel in file.wheels
        if wheel.name.startswith("pulumi-") and wheel.name not in NO_PLUGIN
    ]
