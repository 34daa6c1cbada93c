"""Finds the digests that `images.lock` lacks, asking every registry at once. It writes no file."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from components.images import Images, LockedImage, mirrored
from stacks.bundle.registry import NotGiven, Registry, Unreachable

DEADLINE_S = 60.0
"""No timeout of a client bounds the resolver's search for a name, so the whole is bounded."""

BY_HAND = "write the digest and its date into images.lock by hand"
OF_COPIES = "name a registry that holds copies with --mirror"


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """The lock as it should be, and what became of each image.

    Attributes:
        images: the lock with every digest that was found.
        filled: images whose digest is new in it.
        confirmed: images that were found as they are named.
        unasked: images whose registry wants a login, and which nobody was asked for.
        problems: one sentence for each registry that did not answer, or not with what was asked.
    """

    images: Images
    filled: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(kw_only=True)
class _Host:
    """What one registry was asked, and what it answered; `reason` says why it does not answer at all."""

    name: str
    asked: list[tuple[LockedImage, str]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What a thread tells of its host: of one image, or, without one, that it is done."""

    host: str
    image: str = ""
    digest: str = ""
    fault: str = ""
    reason: str = ""


def resolve_images(
    images: Images,
    *,
    today: str,
    names: Sequence[str] | None = None,
    besides: Sequence[LockedImage] = (),
    deadline_s: float = DEADLINE_S,
    open_registry: Callable[[str], Registry] = Registry,
) -> Resolution:
    """Return the lock with every digest that could be had; one that is there stays and is only looked for.

    Where the lock has a mirror, that is asked. `names` are the images that a plan needs, None every one that is given
    to anybody; `besides` are images of charts, which are looked for and not kept. New digests get the date `today`.
    All registries together take `deadline_s` seconds at most, and each is asked as `open_registry` opens it.

    Raises:
        UnknownImage: the lock has none of these names.
    """
    chosen = [images.entry(name) for name in (images.images if names is None else names)]
    unasked = [each for each in chosen if _is_unasked(each, images.mirror, is_needed=names is not None)]
    asked = [each for each in chosen if each not in unasked]
    hosts = _by_host([*asked, *besides], images.mirror)
    _ask_all(hosts, deadline_s, open_registry)
    digests = {name: digest for host in hosts for name, digest in host.digests.items()}
    found = {
        each.name: replace(each, digest=digests[each.name], resolved=today)
        for each in asked
        if not each.digest and each.name in digests
    }
    return Resolution(
        images=replace(images, images={**images.images, **found}),
        filled=tuple(found),
        confirmed=tuple(
            each.name for each in (*asked, *besides) if each.name in digests and each.name not in found
        ),
        unasked=tuple(each.name for each in unasked),
        problems=tuple(text for host in hosts for text in _problems(host)),
    )


def _is_unasked(entry: LockedImage, mirror: str, *, is_needed: bool) -> bool:
    """Return whether asking would tell nothing: its registry wants a login, and the digest is known or not needed."""
    return bool(entry.login) and not (is_needed and (mirror or not entry.digest))


def _by_host(entries: Iterable[LockedImage], mirror: str) -> list[_Host]:
    hosts: dict[str, _Host] = {}
    for entry in entries:
        name, _, path = mirrored(entry.repository, mirror).partition("/")
        hosts.setdefault(name, _Host(name=name)).asked.append((entry, path))
    return [hosts[name] for name in sorted(hosts)]


def _ask_all(hosts: Sequence[_Host], deadline_s: float, open_registry: Callable[[str], Registry]) -> None:
    """Let each host know its answers. Each has a thread of its own, and tells every image as soon as it is known."""
    answers: queue.Queue[_Answer] = queue.Queue()
    pending = {host.name: host for host in hosts}
    for host in hosts:
        threading.Thread(target=_ask, args=(host, open_registry, answers.put), daemon=True).start()
    ends = time.monotonic() + deadline_s
    while pending:
        try:
            answer = answers.get(timeout=max(0.0, ends - time.monotonic()))
        except queue.Empty:
            for host in pending.values():
                host.reason = f"no answer within {deadline_s:g} s"
            return
        host = pending[answer.host]
        if answer.digest:
            host.digests[answer.image] = answer.digest
        elif answer.fault:
            host.faults[answer.image] = answer.fault
        else:
            host.reason = answer.reason
            del pending[answer.host]


def _ask(host: _Host, open_registry: Callable[[str], Registry], tell: Callable[[_Answer], None]) -> None:
    with open_registry(host.name) as registry:
        for entry, path in host.asked:
            try:
                found = registry.digest(path, entry.digest or entry.tag)
                tell(_Answer(host=host.name, image=entry.name, digest=found))
            except NotGiven as fault:
                tell(_Answer(host=host.name, image=entry.name, fault=str(fault)))
            except Unreachable as fault:
                tell(_Answer(host=host.name, reason=str(fault)))
                return
    tell(_Answer(host=host.name))


def _wants_login(entry: LockedImage, host: _Host) -> bool:
    return bool(entry.login) and entry.repository.startswith(f"{host.name}/")


def _problems(host: _Host) -> Iterable[str]:
    wanting = [entry for entry, _ in host.asked if entry.name in host.faults and _wants_login(entry, host)]
    for entry in wanting:
        yield (
            f"{entry.name}: {host.name} {host.faults[entry.name]}; log in with what `{entry.login}` gives, ask "
            f"`crane digest {entry.repository}:{entry.tag}` and {BY_HAND}, or {OF_COPIES}"
        )
    faults = [
        f"{fault} ({name})"
        for name, fault in host.faults.items()
        if name not in {each.name for each in wanting}
    ]
    if faults:
        yield (
            f"{host.name} {'; it '.join(faults)}; correct repository, tag or digest in images.lock, {BY_HAND}, "
            f"or {OF_COPIES}"
        )
    if host.reason:
        unknown = [
            entry.name
            for entry, _ in host.asked
            if entry.name not in host.digests and entry.name not in host.faults
        ]
        yield (
            f"{host.name} cannot be reached from here ({host.reason}), so nothing is known of {', '.join(unknown)}; "
            f"run this where it can, {BY_HAND}, or {OF_COPIES}"
        )
