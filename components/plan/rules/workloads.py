"""The demand of a workload is of one kind, and of that of its cluster."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding

PURPOSE_OF_KIND = {"train": "training", "serve": "serving"}


def workloads_are_one_kind(draft: Draft) -> Iterator[Finding]:
    """A workload trains or serves; not both, not neither."""
    for workload in draft.entries("workloads"):
        if not isinstance(draft.at(*workload), dict):
            continue
        given = [kind for kind in PURPOSE_OF_KIND if draft.at(*workload, kind) is not None]
        if len(given) == 2:
            remedy = "make two workloads of it"
            yield Finding((*workload, "serve"), "two kinds of demand", "train or serve", remedy, at_key=True)
        elif not given and all(draft.lacks(*workload, kind) for kind in PURPOSE_OF_KIND):
            yield Finding(workload, "no demand", "train or serve", 'add "train:" or "serve:"')


def workloads_fit_their_cluster(draft: Draft) -> Iterator[Finding]:
    """Training runs on a training cluster, serving on a serving cluster."""
    purpose_of = {
        draft.given(*cluster, "name"): draft.given(*cluster, "purpose")
        for cluster in draft.entries("clusters")
    }
    for workload in draft.entries("workloads"):
        name = draft.given(*workload, "cluster")
        purpose = purpose_of.get(name) if isinstance(name, str) else None
        for kind, needed in PURPOSE_OF_KIND.items():
            if purpose not in (None, needed) and draft.at(*workload, kind) is not None:
                problem = f"{kind} on a cluster for {purpose}"
                allowed = f"a cluster whose purpose is {needed}"
                yield Finding((*workload, "cluster"), problem, allowed, "name another cluster")


def percentiles_limit_something(draft: Draft) -> Iterator[Finding]:
    """A waiting time without any limit says nothing."""
    for workload in draft.entries("workloads"):
        for key in ("first_token", "per_token"):
            path = (*workload, "serve", key)
            if draft.at(*path) == {} and draft.is_sound(*path):
                yield Finding(path, "no limit", "p50, p95, p99", "write for example {p95: 500ms}")
