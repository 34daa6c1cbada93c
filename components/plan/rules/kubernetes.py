"""What a plan for a Kubernetes cluster that exists says of its nodes and queues, and what it cannot ask."""

import re
from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.errors import Path, print_path
from components.plan.findings import Finding
from components.plan.quantities import GpuShare
from components.plan.rules.refused import refused_fields
from components.plan.suggestions import did_you_mean

NAMESPACES = {"registry": "the model registry", "observability": "observability"}
"""Parts of a plan that are no clusters and have a namespace `<plan>-<part>`."""


def kubernetes_refuses_what_it_cannot_do(draft: Draft) -> Iterator[Finding]:
    """Refuse every field whose row of the reference gives a reason why a cluster that exists cannot do it."""
    yield from refused_fields(draft, "kubernetes")


def pools_have_nodes(draft: Draft) -> Iterator[Finding]:
    """On Kubernetes every pool has nodes of the inventory, and each entry of the inventory is for a pool."""
    known: dict[str, tuple[str | int, ...]] = {}
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            name, of = draft.given(*pool, "name"), draft.given(*cluster, "name")
            if isinstance(name, str) and isinstance(of, str):
                known[f"{of}/{name}"] = pool
    served = set()
    for entry in draft.entries("inventory"):
        path = draft.given(*entry, "pool")
        if isinstance(path, str):
            served.add(path)
        if isinstance(path, str) and path not in known:
            allowed = ", ".join(sorted(known)) or "nothing, no pool is named"
            remedy = did_you_mean(path, sorted(known)) or "name one of these, or add the pool"
            yield Finding((*entry, "pool"), "no pool has this name", allowed, remedy)
    if draft.given("target") != "kubernetes" or not draft.is_sound("inventory"):
        return
    for name, pool in known.items():
        if name not in served:
            remedy = f'add "{{pool: {name}, nodes: [...]}}" to inventory'
            yield Finding((*pool, "name"), "a pool without nodes", "nodes in the inventory", remedy)


def inventory_says_which_nodes(draft: Draft) -> Iterator[Finding]:
    """An entry of the inventory names nodes, or the labels that they will have; never both, never neither."""
    for entry in draft.entries("inventory"):
        if not isinstance(draft.at(*entry), dict):
            continue
        if draft.lacks(*entry, "nodes") and draft.lacks(*entry, "selector"):
            remedy = "write nodes: [<name>, ...] as `kubectl get nodes` shows them"
            yield Finding((*entry, "nodes"), "no nodes", "nodes, or a selector", remedy, "nothing")
        elif draft.given(*entry, "nodes") and draft.given(*entry, "selector"):
            yield Finding((*entry, "selector"), "nodes and a selector", "one of the two", "remove one")


def selectors_say_all_of_a_pool(draft: Draft) -> Iterator[Finding]:
    """A selector is the one entry of its pool, and names a label once: a pod's selector holds as a whole."""
    entries = [(draft.given(*entry, "pool"), entry) for entry in draft.entries("inventory")]
    for pool, entry in entries:
        selector = draft.given(*entry, "selector")
        if not isinstance(selector, tuple) or not selector:
            continue
        others = [other for of, other in entries if of == pool and other != entry]
        if isinstance(pool, str) and others:
            remedy = f"write all labels in one selector, or name all nodes: {print_path(others[0])} is for {pool} too"
            yield Finding(
                (*entry, "selector"), "a selector beside another entry", "one entry for the pool", remedy
            )
        keys = [str(label).partition("=")[0] for label in selector]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                remedy = f"remove one: no node has two values of {key}"
                yield Finding(
                    (*entry, "selector", index), "this label is there already", "a label once", remedy
                )


def nodes_are_bought_as_their_pool_asks(draft: Draft) -> Iterator[Finding]:
    """A node whose capacity its pool does not take would stand idle, or take a head that must not be on spot."""
    capacities: dict[str, tuple[str, ...]] = {}
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            capacity = draft.given(*pool, "capacity") or ("on-demand",)
            if draft.is_sound(*pool, "capacity") and isinstance(capacity, tuple):
                capacities[f"{draft.at(*cluster, 'name')}/{draft.at(*pool, 'name')}"] = capacity
    for entry in draft.entries("inventory"):
        taken = capacities.get(str(draft.given(*entry, "pool")))
        given = draft.given(*entry, "capacity") or "on-demand"
        if (
            taken is None
            or given in taken
            or not draft.given(*entry, "nodes")
            or not draft.is_sound(*entry, "capacity")
        ):
            continue
        remedy = f"correct it, or add {given} to the capacity of the pool"
        yield Finding(
            (*entry, "capacity"), "nodes that the pool does not take", ", ".join(taken), remedy, f'"{given}"'
        )


def prices_are_of_all_nodes_of_a_pool(draft: Draft) -> Iterator[Finding]:
    """A pool of which some nodes have no price has none, and would be missing in a sum that looks complete."""
    entries = [(draft.given(*entry, "pool"), entry) for entry in draft.entries("inventory")]
    priced = {
        pool: entry for pool, entry in entries if isinstance(pool, str) and draft.given(*entry, "hourly")
    }
    for pool, entry in entries:
        if isinstance(pool, str) and pool in priced and draft.lacks(*entry, "hourly"):
            allowed = f"a price in every entry of {pool} or in none: {print_path(priced[pool])} has one"
            remedy = "write hourly: <amount> USD here as well"
            yield Finding((*entry, "hourly"), "nodes without a price", allowed, remedy, "nothing")


def namespaces_are_free(draft: Draft) -> Iterator[Finding]:
    """On Kubernetes each cluster has a namespace of its own, as the registry and observability have."""
    if draft.given("target") != "kubernetes":
        return
    for cluster in draft.entries("clusters"):
        if (name := draft.given(*cluster, "name")) in NAMESPACES:
            allowed = f"any other name; the namespace <plan>-{name} is that of {NAMESPACES[name]}"
            yield Finding((*cluster, "name"), "a reserved name", allowed, "rename the cluster")


def clusters_wait_in_a_queue(draft: Draft) -> Iterator[Finding]:
    """The queue of a cluster is one of the plan, and only training waits: a served model must not."""
    names = [draft.at(*queue, "name") for queue in draft.entries("queues")]
    known = sorted({name for name in names if isinstance(name, str)})
    for cluster in draft.entries("clusters"):
        name = draft.given(*cluster, "queue")
        if not isinstance(name, str):
            continue
        if name not in known:
            allowed = ", ".join(known) or "nothing, the plan has no queues"
            remedy = did_you_mean(name, known) or "name one of these, or add it to queues"
            yield Finding((*cluster, "queue"), "no queue has this name", allowed, remedy)
        if draft.given(*cluster, "purpose") == "serving":
            problem = "a serving cluster in a queue: whoever asks a model would wait with it"
            yield Finding((*cluster, "queue"), problem, "a queue for training", "remove it")


def shares_name_a_family_once(draft: Draft) -> Iterator[Finding]:
    """A queue has one share of a family, and all queues spell it in one way: a share of each spelling would be half."""
    spelled: dict[frozenset[str], tuple[str, Path]] = {}
    for queue in draft.entries("queues"):
        mine: dict[frozenset[str], tuple[GpuShare, Path]] = {}
        for entry in draft.entries(*queue, "gpu"):
            given = draft.given(*entry)
            if GpuShare.match(given) is None:
                continue
            share = GpuShare.parse(given)
            words = frozenset(re.findall("[a-z0-9]+", share.family.lower()))
            if words in mine:
                first, path = mine[words]
                whole = GpuShare(first.count + share.count, first.family)
                mine[words] = (whole, path)
                remedy = f'write "{whole}" in {print_path(path)}, and remove this'
                yield Finding(entry, "a second share of one family", "each family once in a queue", remedy)
                continue
            mine[words] = (share, entry)
            family, path = spelled.setdefault(words, (share.family, entry))
            if family != share.family:
                remedy = f'write "{share.count}x{family}"'
                allowed = f"one spelling of a family: {print_path(path)} has {family}"
                yield Finding(entry, "another spelling of a family", allowed, remedy)


def profiles_divide_gpus(draft: Draft) -> Iterator[Finding]:
    """What divides GPUs needs some; whether the card can be divided so is known with its family."""
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            has_gpus = not all(draft.lacks(*pool, "machine", key) for key in ("gpu", "type"))
            if draft.given(*pool, "gpu_profile") and not has_gpus:
                remedy = 'add "gpu: <count>x<family>" to machine, or remove gpu_profile'
                yield Finding((*pool, "gpu_profile"), "no GPU to divide", "a machine with gpu", remedy)
