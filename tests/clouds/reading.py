"""What is read of a plan that was made, in words that are the same on every cloud; one file reads each cloud."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.clouds.provisioned import Made

Kind = Literal["store", "disk", "secrets", "logs"]
KEY_OF: Mapping[Kind, str] = {"store": "storage", "disk": "disks", "secrets": "secrets", "logs": "logs"}
"""What holds data -> the purpose of the key that encrypts it."""

NODES = "nodes"
"""Who a right is given to that no service account has: machines, or services of the cloud."""


def files_of(store: str) -> str:
    """Return the end of a way that stands for a file system, beside the segments of machines."""
    return f"the file system {store}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something that holds data, and the purpose of the customer's key that encrypts it; None where none does."""

    kind: Kind
    key: str | None


@dataclass(frozen=True, kw_only=True, order=True)
class Granted:
    """Who may do what with a store: `who` is <namespace>/<service account>, or `NODES`."""

    who: str
    store: str
    access: str


@dataclass(frozen=True, kw_only=True)
class Disks:
    """Machines of a pool: do images and scratch lie on encrypted disks of their own, and are images streamed."""

    group: str
    cluster: str
    pool: str
    near: bool
    streams: bool = False


@dataclass(frozen=True, kw_only=True)
class ApiServer:
    """From which ranges outside the API server is reached, and whether machines reach it inside the network."""

    ranges: frozenset[str]
    is_inside: bool


Fault = tuple[str, str]
"""A resource, and what is wrong with it, as the end of a sentence."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one cloud spells the promises.

    `stateful` are types whose loss is a loss of data, of the key to it, or of everything that runs. `hold_nothing` are
    types that take a key and hold no data of the plan, with the reason. `platform_key` are names of what the provider
    lets no key of a customer encrypt, with where it says so. `a_zone_more` and
    `a_pool_and_a_store_more` are (type, property) of what is there and changes with one.

    `held` is what holds data, by name; `rotation_s` after how many seconds a key is replaced, by purpose, None where it
    never is; `public` whatever could be reached from outside, but for ways out of the network and the API server;
    `granted` every right on a store of objects; `ways` which segments of machines open connections to which, and to
    file systems; `unlocked` what the provider itself would delete in production, whoever asks; `weak` machines,
    accounts and keys that are less than safe; `disks` where machines of the plan's pools keep images and scratch.
    """

    stateful: frozenset[str]
    hold_nothing: Mapping[str, str]
    platform_key: Mapping[str, str]
    a_zone_more: frozenset[tuple[str, str]]
    a_pool_and_a_store_more: frozenset[tuple[str, str]]
    held: Callable[[Made], Mapping[str, Held]]
    rotation_s: Callable[[Made], Mapping[str, int | None]]
    public: Callable[[Made], Iterator[Fault]]
    api_server: Callable[[Made], ApiServer]
    granted: Callable[[Made], frozenset[Granted]]
    ways: Callable[[Made], frozenset[tuple[str, str]]]
    unlocked: Callable[[Made], Iterator[Fault]]
    weak: Callable[[Made], Iterator[Fault]]
    disks: Callable[[Made], Iterator[Disks]]


def at(value: Any, path: str) -> Any:
    """Return what lies at a path such as "rules.0.key" in inputs, None where nothing does."""
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def wrong(of: str, inputs: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each property, by path, that has not the value wanted."""
    for path, value in wanted.items():
        found = at(inputs, path)
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            yield of, f"{path} is {found!r}, not {value!r}"


def unlike(made: Made, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield a fault for each resource of a type that is not as all of its type are to be."""
    for kind, properties in wanted.items():
        for name, each in made.of_type(kind).items():
            yield from wrong(name, each.inputs, properties)
