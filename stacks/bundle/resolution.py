"""Finds the digests that `images.lock` lacks, asking every registry at once. It writes no file."""

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from components.images import Images, LockedImage, mirrored
from stacks.bundle.registry import NotGiven, Registry, Unreachable
from stacks.cli.failures import Failed

DEADLINE_S = 60.0
"""No timeout of a client bounds the resolver's search for a name, so the whole is bounded."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """The lock as it should be; which images are new in it, and which were found as they were pinned."""

    images: Images
    filled: tuple[str, ...]
    confirmed: tuple[str, ...]


def resolve_images(
    images: Images,
    *,
    today: str,
    deadline_s: float = DEADLINE_S,
    open_registry: Callable[[str], Registry] = Registry,
) -> Resolution:
    """Return the lock with the digest of every image; one that has a digest keeps it and is only looked for.

    Raises:
        Failed: one sentence for each registry that did not answer, or not with what was asked.
    """
    digests, problems = _ask_all(images, deadline_s, open_registry)
    if problems:
        raise Failed("\n".join([*problems, "images.lock is as it was"]))
    filled = {
        name: entry if entry.digest else replace(entry, digest=digests[name], resolved=today)
        for name, entry in images.images.items()
    }
    return Resolution(
        images=replace(images, images=filled),
        filled=tuple(name for name, entry in images.images.items() if not entry.digest),
        confirmed=tuple(name for name, entry in images.images.items() if entry.digest),
    )


def _ask_all(
    images: Images, deadline_s: float, open_registry: Callable[[str], Registry]
) -> tuple[dict[str, str], list[str]]:
    """Return the digests by name, and a sentence for each registry that failed; each has a thread of its own."""
    answers: queue.Queue[tuple[str, dict[str, str], str]] = queue.Queue()
    waiting = {host: list(entries) for host, entries in groupby(_by_host(images), lambda entry: entry[0])}
    for host, entries in waiting.items():
        asked = [(entry, path) for _, entry, path in entries]

        def ask(host: str = host, asked: list[tuple[LockedImage, str]] = asked) -> None:
            answers.put((host, *_ask(host, asked, open_registry)))

        threading.Thread(target=ask, daemon=True).start()
    digests: dict[str, str] = {}
    problems: dict[str, str] = {}
    pending = set(waiting)
    while pending:
        try:
            host, found, problem = answers.get(timeout=deadline_s)
        except queue.Empty:
            silent = f"no answer within {deadline_s:g} s"
            problems |= {host: _unreachable(host, silent) for host in pending}
            break
        pending.discard(host)
        digests |= found
        if problem:
            problems[host] = problem
    return digests, [problems[host] for host in sorted(problems)]


def _by_host(images: Images) -> list[tuple[str, LockedImage, str]]:
    parts = []
    for entry in images.images.values():
        host, _, path = mirrored(entry.repository, images.mirror).partition("/")
        parts.append((host, entry, path))
    return sorted(parts, key=lambda part: (part[0], part[1].name))


def _ask(
    host: str, asked: Iterable[tuple[LockedImage, str]], open_registry: Callable[[str], Registry]
) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    faults: list[str] = []
    with open_registry(host) as registry:
        for entry, path in asked:
            try:
                found[entry.name] = registry.digest(path, entry.digest or entry.tag)
            except NotGiven as fault:
                faults.append(str(fault))
            except Unreachable as fault:
                return found, _unreachable(host, str(fault))
    remedy = (
        "correct repository, tag or digest in images.lock, or name a registry that has them with --mirror"
    )
    return found, f"{host} {'; it '.join(faults)}; {remedy}" if faults else ""


def _unreachable(host: str, reason: str) -> str:
    return (
        f"{host} cannot be reached from here ({reason}); run this where it can, or name a registry that holds "
        "copies with --mirror"
    )
