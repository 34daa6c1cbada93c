"""Reads documents of a price service, block by block, whole or not at all: as nobody, unless somebody has to ask."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from stacks.bundle.registry import LOOPBACK

SILENCE_S = 30.0
"""A price service sends something within a second or two; one that is silent for longer is not reachable from here."""

DEADLINE_S = 1800.0
"""Amazon EC2's list of a large region has hundreds of megabytes: on the slowest line of use, a megabit and a half."""


class Unread(Exception):
    """A price list that could not be read; the message is a sentence without its end."""


class NotAllowed(Unread):
    """A price list that is there, and not for whoever asks."""


@contextmanager
def opened(
    address: str, *, silence_s: float | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[Iterator[bytes]]:
    """Yield the blocks of the document at an address; `headers` tell who asks, and go nowhere else.

    Raises:
        Unread: it cannot be reached, is not given, or ends in the middle; also from within the context.
    """
    url = httpx.URL(address)
    try:
        with (
            httpx.Client(
                timeout=SILENCE_S if silence_s is None else silence_s,
                trust_env=url.host
                not in LOOPBACK,  # a proxy of the environment leads out, never to the loopback
                follow_redirects=False,
            ) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            if answer.status_code in (403, 404):
                raise (NotAllowed if answer.status_code == 403 else Unread)(
                    f"{url.host} has no {url.path} ({answer.status_code})"
                )
            if answer.status_code != 200:
                raise Unread(f"{url.host} answers {answer.status_code} to {url.path}")
            yield _blocks(answer, url.host)
    except httpx.TimeoutException:
        raise Unread(f"{url.host} is silent, or cannot be reached from here") from None
    except httpx.TransportError as error:
        raise Unread(f"{url.host} cannot be reached from here, or broke off ({_reason(error)})") from None
    except httpx.HTTPError as error:
        raise Unread(f"{url.host} sends what cannot be read ({_reason(error)})") from None


def _blocks(answer: httpx.Response, host: str) -> Iterator[bytes]:
    ends = time.monotonic() + DEADLINE_S
    for block in answer.iter_bytes():
        if time.monotonic() > ends:
            raise Unread(f"{host} took more than {DEADLINE_S / 60:g} minutes")
        yield block


def _reason(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
