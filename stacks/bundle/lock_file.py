"""Reads and replaces `images.lock`, at once or not at all."""

from collections.abc import Mapping
from pathlib import Path

from components.images import ImageErrors, Images, read_images
from stacks.cli.failures import Failed, Refused
from stacks.whole_files import replace_whole


def read_lock(path: Path) -> tuple[str, Images]:
    """Return the text of a lock and what it says.

    Raises:
        Refused: there is none, or it is not what it should be.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return text, read_images(text)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; take it back from version control") from None
    except ImageErrors as error:
        raise Refused(str(error)) from None


def replace_lock(path: Path, text: str, images: Images) -> None:
    """Let the lock at `path`, whose text was `text`, say what `images` says.

    Raises:
        Failed: the file cannot be written, or would not say it; it is as it was.
    """
    written = lock_text(text, images)
    if read_images(written) != images:
        raise Failed(
            f"{path} is not laid out as `groundplan bundle` writes it, so it was left as it was; see its head"
        )
    try:
        replace_whole({path: written})
    except OSError as error:
        raise Failed(f"{path} cannot be written ({error.strerror}); it is as it was") from None


def lock_text(text: str, images: Images) -> str:
    """Return the text of a lock that says the places, digests and dates of `images`; comments and order stay.

    >>> lock_text('mirror = ""\\n', Images(images={}, mirror="mirror.example.com"))
    'mirror = "mirror.example.com"\\n'
    """
    lines = []
    fields: Mapping[str, str] = {"mirror": images.mirror, "charts": images.charts}
    for line in text.splitlines(keepends=True):
        if line.startswith("[images."):
            entry = images.images[line.strip().removeprefix("[images.").removesuffix("]").strip('"')]
            fields = {"digest": entry.digest, "resolved": entry.resolved}
        key = line.partition("=")[0].strip()
        lines.append(f'{key} = "{fields[key]}"\n' if key in fields and "=" in line else line)
    return "".join(lines)
