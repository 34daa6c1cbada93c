"""Third-party images by name, pinned in `images.lock`. It reads that file and asks no registry.

An image whose digest nobody has asked for yet is a placeholder: no container runtime takes it, and no reader can take
it for a digest. `require_resolved` refuses what holds one before anything is created.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "images.lock"
"""The committed file."""

PLACEHOLDER = "@placeholder-run-groundplan-bundle-resolve"
"""What stands behind the tag of an image without digest; only a digest may follow an `@`, so that nothing pulls it."""

ANY_PLACEHOLDER = re.compile(r"@placeholder-[a-z0-9-]+$")
"""Ours, and what a plan may write for an image that is not built yet."""

DIGEST = re.compile(r"sha256:(?!(.)\1+$)[0-9a-f]{64}")
"""A SHA-256 in hexadecimal; one digit repeated 64 times is somebody's stand-in, not a digest."""
REPOSITORY = re.compile(r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+")
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
MIRROR = re.compile(r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*")
CHARTS = re.compile(rf"https://[^\s\"\\]+|oci://{MIRROR.pattern}|(?![A-Za-z0-9+.-]+://)[^\s\"\\]+")
"""Where charts are kept: a chart repository, a path in a registry, or a folder; nothing that comes in the clear."""


class ImageErrors(Exception):
    """What images.lock says, or what was asked of it, cannot be; the message is for a person."""


class UnknownImage(ImageErrors):
    """No image of this name is in images.lock."""


class UnresolvedImages(ImageErrors):
    """Images without digest, where only pinned ones may be used."""


@dataclass(frozen=True, kw_only=True)
class LockedImage:
    """One image: where it lies, what it is for, who names it, and its digest (empty until `resolved`, a date).

    `login` is the command that gives a login where its registry gives the image to nobody without one.
    """

    name: str
    repository: str
    tag: str
    use: str
    source: str
    digest: str = ""
    resolved: str = ""
    login: str = ""

    def reference(self, mirror: str = "") -> str:
        """Return what a pod names: the repository by its digest, or the placeholder."""
        repository = mirrored(self.repository, mirror)
        return f"{repository}@{self.digest}" if self.digest else f"{repository}:{self.tag}{PLACEHOLDER}"


@dataclass(frozen=True, kw_only=True)
class Images:
    """All of a lock, by name; images are pulled from `mirror` and charts come from `charts`, unless these are empty."""

    images: Mapping[str, LockedImage]
    mirror: str = ""
    charts: str = ""

    def reference(self, name: str) -> str:
        """Return what a pod names for the image `name`. Raises UnknownImage."""
        return self.entry(name).reference(self.mirror)

    def entry(self, name: str) -> LockedImage:
        """Return what the lock says of the image `name`. Raises UnknownImage."""
        if name not in self.images:
            known = ", ".join(sorted(self.images)) or "none"
            raise UnknownImage(
                f'images.lock: no image is named "{name}"; known: {known}; add it with repository, tag and source'
            )
        return self.images[name]


def image(name: str) -> str:
    """Return `<repository>@sha256:…` of a third-party image, or its placeholder while its digest is not known.

    Raises UnknownImage.
    """
    return committed().reference(name)


def mirrored(repository: str, mirror: str) -> str:
    """Return where a mirror keeps a repository: below its own name, registry included, as `skopeo sync --scoped` does.

    >>> mirrored("quay.io/kuberay/operator", "mirror.example.com/ray")
    'mirror.example.com/ray/quay.io/kuberay/operator'
    """
    return f"{mirror}/{repository.replace(':', '-')}" if mirror else repository


def placeholders_in(value: Any) -> tuple[str, ...]:
    """Return every placeholder in a manifest, a list of manifests or a text, sorted."""
    return tuple(sorted(set(_placeholders(value))))


def require_resolved(value: Any, *, allow_placeholders: bool = False) -> None:
    """Return when every image in `value` (manifests, references) is pinned, or placeholders are allowed.

    Raises UnresolvedImages, which names them and says what to do.
    """
    found = () if allow_placeholders else placeholders_in(value)
    ours = [text.removesuffix(PLACEHOLDER) for text in found if text.endswith(PLACEHOLDER)]
    planned = [text for text in found if not text.endswith(PLACEHOLDER)]
    reasons = []
    if ours:
        reasons.append(
            f"images.lock: no digest is known of {', '.join(ours)}, and an image that is not pinned is never run; "
            "where the registries can be reached, run `groundplan bundle --resolve --plan PLAN` and keep the file it "
            "writes"
        )
    if planned:
        reasons.append(
            f"runtime.image: {', '.join(planned)} is a placeholder; build the image as "
            "docs/how-to/build-the-runtime-image.md tells and name it by its digest"
        )
    if reasons:
        raise UnresolvedImages("\n".join(reasons))


def read_images(text: str) -> Images:
    """Return what the text of a lock says. Raises ImageErrors, which names the entry and what is wrong with it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImageErrors(f"images.lock is not TOML ({error}); take it back from version control") from None
    mirror = document.get("mirror", "")
    if not isinstance(mirror, str) or (mirror and not MIRROR.fullmatch(mirror)):
        raise ImageErrors(
            f"images.lock: mirror {mirror!r} is no registry; give <registry>[/<path>] or nothing"
        )
    entries = document.get("images", {})
    if not isinstance(entries, dict):
        raise ImageErrors("images.lock: images is not a table; each image is an [images.<name>]")
    found = {name: _entry(name, fields) for name, fields in entries.items()}
    return Images(images=found, mirror=mirror, charts=_charts(document.get("charts", "")))


def load_images(path: Path = LOCK) -> Images:
    """Return what a lock file says. Raises ImageErrors."""
    try:
        return read_images(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ImageErrors(f"there is no {path}; take it back from version control") from None


@cache
def committed() -> Images:
    """Return what the committed lock says. Raises ImageErrors."""
    return load_images()


def _charts(given: Any) -> str:
    if not isinstance(given, str) or (given and not CHARTS.fullmatch(given)):
        raise ImageErrors(
            f"images.lock: charts {given!r} is no place of charts; give https://<repository>, "
            "oci://<registry>/<path>, a folder, or nothing"
        )
    return given


def _entry(name: str, fields: Any) -> LockedImage:
    known = {"repository", "tag", "use", "source", "digest", "resolved"}
    where = f"images.lock: images.{name}"
    texts = set(fields) - {"login"} if isinstance(fields, dict) else set()
    if texts != known or not _are_texts(fields.values()):
        raise ImageErrors(
            f"{where} needs exactly these texts: {', '.join(sorted(known))}; and login where one is needed"
        )
    for field, allowed in (("repository", REPOSITORY), ("tag", TAG)):
        if not allowed.fullmatch(fields[field]):
            raise ImageErrors(f'{where}.{field}: "{fields[field]}" is no {field} of an image')
    if fields["digest"] and not DIGEST.fullmatch(fields["digest"]):
        raise ImageErrors(
            f'{where}.digest: "{fields["digest"]}" is no digest; leave it empty and run `groundplan bundle --resolve`'
        )
    return LockedImage(name=name, **fields)


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _placeholders(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        if ANY_PLACEHOLDER.search(value):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _placeholders(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _placeholders(each)
