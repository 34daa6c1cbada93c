"""How long what hangs in a cluster is waited for, when it is given up, and what is then said. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from components.kubernetes.hanging import GATEWAY, INGRESS, NODE, SERVICE, VOLUME, Hanging

STILL_S = 60.0
"""What nobody has asked to go does not go by waiting; the garbage collector takes less to find what lost its owner."""
SILENT_S = 300.0
"""A control plane that its cloud upgrades or moves is away for minutes, and then back."""
SILENT_AND_TOLD_S = 30.0
"""Where somebody says that the cluster is gone, only a hiccup of the network is waited out."""
SHOWN = 5
"""Objects that a line of progress names before it counts the rest."""

GONE_VARIABLE = "PULUMI_K8S_DELETE_UNREACHABLE"
"""By it the engine's provider for Kubernetes is told that what cannot be reached is gone; one word for both."""

BALANCER = (
    "a load balancer goes once its object is deleted and the controller that holds its finalizer runs: see `kubectl "
    "describe`"
)
REMEDIES = {
    VOLUME: "a disk goes once its claim is deleted, no pod uses it and its driver runs: see `kubectl describe "
    "persistentvolume`; to keep the disk, set persistentVolumeReclaimPolicy of its volume to Retain",
    SERVICE: BALANCER,
    INGRESS: BALANCER,
    GATEWAY: BALANCER,
    NODE: "a node goes once the autoscaler runs and finds it idle: see `kubectl describe node`",
}
FINALIZERS = (
    'take a finalizer away by `kubectl patch --type=merge -p \'{"metadata":{"finalizers":null}}\'` only where who '
    "holds it is gone for good, and what it stood for at the cloud as well"
)


class Verdict(Enum):
    """What follows from what was seen: nothing is left, wait, give up, or take the cluster as gone."""

    FREE = "free"
    WAIT = "wait"
    HANGS = "hangs"
    SILENT = "silent"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Waited:
    """Seconds since the wait began, since something was on its way last, and since the API server was heard last."""

    all_s: float
    still_s: float = 0.0
    silent_s: float = 0.0


def of_look(found: Sequence[Hanging], waited: Waited, limit_s: float) -> Verdict:
    """Judge an answer of the API server."""
    if not found:
        return Verdict.FREE
    is_vain = waited.still_s >= STILL_S and not any(each.is_going for each in found)
    return Verdict.HANGS if is_vain or waited.all_s >= limit_s else Verdict.WAIT


def of_silence(waited: Waited, limit_s: float, *, is_told_gone: bool) -> Verdict:
    """Judge that nobody answers: by itself that tells a closed way from a cluster that is gone as little as we can."""
    if is_told_gone:
        return Verdict.GONE if waited.silent_s >= min(SILENT_AND_TOLD_S, limit_s) else Verdict.WAIT
    is_over = waited.silent_s >= SILENT_S or waited.all_s >= limit_s
    return Verdict.SILENT if is_over else Verdict.WAIT


def progress(found: Sequence[Hanging], waited: Waited, limit_s: float) -> str:
    """Say what is waited for, and for how long by now."""
    shown = ", ".join(f"{each.kind} {each.place}" for each in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"waiting for {counted(found)} to go, {span(waited.all_s)} of {span(limit_s)}: {shown}{more}"


def hangs(context: str, found: Sequence[Hanging], waited: Waited) -> str:
    """Say in one sentence all that hangs, who holds it, and what to do."""
    remedies = list(dict.fromkeys(REMEDIES[each.kind] for each in found))
    held = [FINALIZERS] if any(each.finalizers for each in found) else []
    return (
        f"the cluster of context {context} still has after {span(waited.all_s)} what would be left at its cloud, and "
        f"cost money, without it: {', '.join(map(str, found))}; {'; '.join((*remedies, *held))}; then run this again, "
        "and it goes on"
    )


def silent(said: str, waited: Waited) -> str:
    """Say that nobody answers, and how to say that the cluster is gone; `said` is how the silence was told."""
    return (
        f"{said}; nobody has answered for {span(waited.silent_s)}, so nobody knows which disks and load balancers it "
        f"has: open the way to it and run this again, or set {GONE_VARIABLE}=true where the cluster is gone for good"
    )


def gone(said: str, found: Sequence[Hanging] | None) -> str:
    """Say what is taken as gone, and why; `found` is what was seen last, None where nothing was."""
    seen = "nobody has seen what it had" if found is None else f"it had: {', '.join(map(str, found))}"
    return (
        f"{said}; {GONE_VARIABLE} says that it is gone, so the cluster and all that was in it are taken as gone "
        f"({seen}); disks and load balancers of its own that its cloud still lists are yours to remove"
    )


def counted(found: Sequence[Hanging]) -> str:
    """Return how many there are of each kind.

    >>> counted([Hanging(kind="Node", place="a"), Hanging(kind="Ingress", place="b"), Hanging(kind="Node", place="c")])
    '1 Ingress, 2 Nodes'
    """
    kinds = Counter(each.kind for each in found)
    return ", ".join(
        f"{count} {_plural(kind) if count > 1 else kind}" for kind, count in sorted(kinds.items())
    )


def _plural(kind: str) -> str:
    return f"{kind}es" if kind.endswith("s") else f"{kind}s"


def span(seconds: float) -> str:
    """Return a time in words.

    >>> span(90), span(1800)
    ('90 s', '30 min')
    """
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
