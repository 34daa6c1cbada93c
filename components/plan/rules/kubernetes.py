"""What a plan for a Kubernetes cluster that exists says of its nodes and queues, and what it cannot ask."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding
from components.plan.rules.refused import refused_fields
from components.plan.suggestions import did_you_mean


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
        served.add(draft.at(*entry, "pool"))
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
            yield Finding(
                (*entry, "selector"),
                "nodes and a selector",
                "one of the two",
                "write two entries, or remove one",
            )


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


def profiles_divide_gpus(draft: Draft) -> Iterator[Finding]:
    """What divides GPUs needs some; whether the card can be divided so is known with its family."""
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            if draft.given(*pool, "gpu_profile") and draft.lacks(*pool, "machine", "gpu"):
                remedy = 'add "gpu: <count>x<family>" to machine, or remove gpu_profile'
                yield Finding((*pool, "gpu_profile"), "no GPU to divide", "a machine with gpu", remedy)
