"""What the local target cannot do is refused with the reason, never silently dropped."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding
from components.plan.quantities import Count
from components.plan.rules.refused import refused_fields


def local_refuses_what_it_cannot_do(draft: Draft) -> Iterator[Finding]:
    """Refuse every field whose row of the reference gives a reason why the local target cannot do it."""
    yield from refused_fields(draft, "local")


def local_pools_do_not_scale(draft: Draft) -> Iterator[Finding]:
    """The nodes of this machine are started once; nothing adds or removes them while they run."""
    if draft.given("target") != "local":
        return
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            given = draft.given(*pool, "count")
            if given is not None and (count := Count.parse(given)).is_range:
                problem = "refused on target local: its pools do not scale"
                fixed = max(1, count.minimum)
                yield Finding(
                    (*pool, "count"), problem, "a fixed number", f"write for example count: {fixed}"
                )


def local_machines_are_exact(draft: Draft) -> Iterator[Finding]:
    """On this machine memory is enforced and `cpu` is Ray's logical count, so each pool names both."""
    if draft.given("target") != "local":
        return
    for cluster in draft.entries("clusters"):
        for pool in draft.entries(*cluster, "pools"):
            machine = (*pool, "machine")
            if not draft.at(*machine) or not isinstance(draft.at(*machine), dict):
                continue
            for key, example in (("cpu", "1"), ("memory", "2GiB")):
                if draft.lacks(*machine, key) and draft.at(*machine, "type") is None:
                    problem = f"no {key}, which target local needs"
                    remedy = f'add "{key}: {example}", or what the pool needs'
                    yield Finding((*machine, key), problem, f"{key}, such as {example}", remedy, "nothing")
