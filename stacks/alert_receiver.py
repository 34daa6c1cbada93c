"""Where alerts are told, as the stack's configuration says it: the address of a webhook, a secret.

No sentence here repeats the address: who knows it may speak there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pulumi

from components.plan.defaults import CLOUDS
from stacks.access_keys import PROJECT
from stacks.address_ranges import are_ranges, looked_up

if TYPE_CHECKING:
    from components.services.observability.receiver import AlertReceiver

NAME, RANGES_NAME = "alert-webhook", "alert-ranges"
KEY, RANGES_KEY = f"{PROJECT}:{NAME}", f"{PROJECT}:{RANGES_NAME}"
HTTPS = 443


class UnusableReceiver(ValueError):
    """What the configuration has is no webhook, no secret, or nowhere; one sentence with the way out."""


def alert_receiver(target: str) -> AlertReceiver | None:
    """Return the webhook of a stack's configuration; None where it has none. Raises pulumi.RunError."""
    from components.services.observability.receiver import AlertReceiver

    config = pulumi.Config(PROJECT)
    url = (config.get(NAME) or "").strip()
    if not url:
        return None
    try:
        is_secret, stack = pulumi.runtime.is_config_secret(KEY), pulumi.get_stack()
        port, ranges = where(url, config.get_object(RANGES_NAME), is_secret=is_secret, stack=stack)
        if port != HTTPS and target in CLOUDS:
            raise UnusableReceiver(
                f"{KEY} names port {port}, and machines on {target} reach others by {HTTPS} alone, so that no alert "
                f"would arrive; give it an address without a port with {_command(stack)}"
            )
    except UnusableReceiver as error:
        raise pulumi.RunError(str(error)) from None  # what it was made from holds the address
    return AlertReceiver(url=pulumi.Output.secret(url), port=port, ranges=ranges)


def where(
    url: str,
    given: Any,
    *,
    is_secret: bool,
    stack: str,
    look_up: Callable[[str], tuple[str, ...]] = looked_up,
) -> tuple[int, tuple[str, ...]]:
    """Return the port and the ranges behind a webhook's address; `given` are the ranges that the configuration says.

    Raises UnusableReceiver.
    """
    command = _command(stack)
    if not is_secret:
        raise UnusableReceiver(
            f"{KEY} lies in plain text in the stack's configuration, and who reads it may speak there; "
            f"run {command}, and have a new address made if others could read the file"
        )
    host, port = _host_and_port(url)
    if host is None:
        raise UnusableReceiver(
            f"{KEY} is no address of the form https://HOST/...; give it one with {command}"
        )
    if given is not None and not are_ranges(given):
        raise UnusableReceiver(f'{RANGES_KEY} is not of the form ["203.0.113.0/24", ...]; give it that form')
    ranges = tuple(given or look_up(host))
    how = f"`pulumi config set {RANGES_KEY} '[\"203.0.113.0/24\"]' --stack {stack}`"
    if not ranges:
        raise UnusableReceiver(
            f"the host of {KEY} is a name whose addresses are not known, and network policies know no names; make it "
            f"resolvable from where you run this, or say its ranges with {how}"
        )
    if any(ipaddress.ip_network(each).prefixlen == 0 for each in ranges):
        raise UnusableReceiver(
            f"{RANGES_KEY} names all addresses there are; name those of the webhook with {how}"
        )
    return port, ranges


def _command(stack: str) -> str:
    return f"`pulumi config set --secret {KEY} --stack {stack} < webhook.txt`"


def _host_and_port(url: str) -> tuple[str | None, int]:
    try:
        parts = urlsplit(url)
        return (parts.hostname if parts.scheme == "https" else None), parts.port or HTTPS
    except ValueError:  # a port that is no number
        return None, HTTPS
