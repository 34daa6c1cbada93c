"""The wheels that `requirements/*.txt` pin, with the hashes of their files. It downloads nothing."""

import re
from dataclasses import dataclass
from pathlib import Path

from stacks.cli.failures import Refused

INSTALLED = {
    "bootstrap": "uv, which installs all else",
    "provision": "the operator's machine",
    "runtime": "the nodes, and the runtime image",
    "development": "the tests",
}
"""What `make environment` installs, on every target."""

EXTRAS = {
    "kubernetes": ("kubernetes",),
    "aws": ("aws", "kubernetes"),
    "gcp": ("gcp", "kubernetes"),
    "azure": ("azure", "kubernetes"),
}
"""Target -> the SDKs that it adds."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """One pinned package; any file of it with one of these hashes will do."""

    name: str
    version: str
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """One file of pins and what it is for."""

    file: Path
    use: str
    wheels: tuple[Wheel, ...]


def requirements_of(target: str, folder: Path) -> tuple[Requirements, ...]:
    """Return what `target` needs of the files in `folder`.

    Raises:
        Refused: a file is missing or cannot be read.
    """
    extras = {name: f"the SDK of {name}" for name in EXTRAS.get(target, ())}
    return tuple(_requirements(folder / f"{name}.txt", use) for name, use in (INSTALLED | extras).items())


def pinned_wheels(text: str) -> tuple[Wheel, ...]:
    """Return what the text of a requirements file pins, in its order."""
    pins = list(_PIN.finditer(text))
    ends = [pin.start() for pin in pins[1:]] + [len(text)]
    return tuple(
        Wheel(
            name=pin["name"],
            version=pin["version"],
            sha256=tuple(_HASH.findall(text[pin.end() : end])),
        )
        for pin, end in zip(pins, ends, strict=True)
    )


def _requirements(file: Path, use: str) -> Requirements:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}; take it back from version control") from None
    return Requirements(file=file, use=use, wheels=pinned_wheels(text))
