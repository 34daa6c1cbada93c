"""Who trains and who serves, as namespaces say it by a label and pools by a tag, and what each may reach."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from policies.judge.asking import read
from policies.judge.resource import NAMES, Resource, Stack, shown
from policies.judge.serving import PURPOSE
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import NotKnownYetError

TRAINING, SERVING = "training", "serving"
PURPOSES = (TRAINING, SERVING)
CLUSTER = "groundplan-cluster"
"""The label, or tag, that says of which Ray cluster something is."""

TEXTS = {"type": "array", "items": {"type": "string"}}
STORES = Setting(
    name="stores",
    says="the purpose of pods, and what the stores hold that they may reach",
    default={TRAINING: ["datasets", "checkpoints", "scratch", "registry"], SERVING: ["models"]},
    schema={"type": "object", "additionalProperties": TEXTS},
)
PROMOTERS = Setting(
    name="promoters",
    says="Kubernetes service accounts that stand beside serving and bring it its models",
    default=["promotion"],
    schema=TEXTS,
)
SETTINGS = (STORES, PROMOTERS)


def purposes_of_pods(
    stack: Stack, accounts: Iterable[tuple[str, str]], promoters: Collection[str]
) -> tuple[str, ...]:
    """Return the purposes of the pods of these (namespace, service account), sorted; promotion's have none of these.

    Raises NotKnownYetError where a namespace does not tell its name or its purpose yet.
    """
    by_name = purposes_by(stack, "metadata.name")
    found = {by_name.get(namespace) for namespace, account in accounts if account not in promoters}
    return tuple(purpose for purpose in PURPOSES if purpose in found)


def no_store_of(accused: Resource, purpose: str, reaches: str, store: Resource, holds: Any) -> Iterator[str]:
    """Find a store that those of a purpose have no business with; `reaches` says how the accused has to do with it."""
    allowed = accused.said(STORES).get(purpose, ())
    if holds not in allowed:
        yield (
            f'is {purpose}\'s and {reaches} "{store.name}" that holds {shown(holds)}; '
            f"allowed: {', '.join(allowed) or 'nothing'}"
        )


def purposes_by(stack: Stack, way: str) -> Mapping[str, str]:
    """Return what namespaces have at a way, such as their name, with the purpose of each that has one."""
    found = {}
    for namespace in stack.of_type(NAMESPACE):
        purpose = namespace.part("metadata").part("labels").get(PURPOSE)
        if purpose in PURPOSES:
            found[read(namespace, way)[2]] = purpose
    return found


def are_apart(some: Collection[str], others: Collection[str]) -> bool:
    """Tell whether two ends have nothing to do with each other: one trains where the other serves.

    >>> [are_apart({"training"}, others) for others in ({"training"}, set(), {"training", "serving"})]
    [False, False, True]
    """
    return any(one != other for one in some for other in others)


def named_by(stack: Stack, one: Resource, way: str, *types: str) -> tuple[Resource, ...]:
    """Return the resources of these types that a property names, or a list of names.

    Told by where the value comes from, else by values that are a resource's own names. Raises NotKnownYetError where
    neither tells.
    """
    if origins := _origins(one, way):
        return tuple(each for each in stack.of_type(*types) if each.urn in origins)
    names = names_at(one, way)
    return tuple(each for each in stack.of_type(*types) if not names.isdisjoint(own_names(each)))


def names_at(one: Resource, way: str) -> set[str]:
    """Return the names at a way, and the URNs of the resources that they come from. Raises NotKnownYetError."""
    origins = _origins(one, way)
    try:
        part, key, value = read(one, way)
        return origins | ({value} if isinstance(value, str) else {each.value for each in part.parts(key)})
    except NotKnownYetError:
        if not origins:
            raise
        return origins


def _origins(one: Resource, way: str) -> set[str]:
    return set(one.refers_to.get(way.partition(".")[0], ()))


def own_names(resource: Resource) -> set[str]:
    """Return the URN of a resource, and those of its names that are known."""
    found = {resource.urn}
    for key in NAMES:
        with suppress(NotKnownYetError):
            found.add(str(resource.get(key)))
    return found - {"None"}
