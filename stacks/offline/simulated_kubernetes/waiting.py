"""Waits until an object is ready or gone, tells how it goes, and says what holds it when the time is over."""

import time
from collections.abc import Sequence

from stacks.offline.simulated_kubernetes import blockers
from stacks.offline.simulated_kubernetes.conditions import UnreadableCondition
from stacks.offline.simulated_kubernetes.manifest import Identity, Manifest, identity_of
from stacks.offline.simulated_kubernetes.objects import Objects
from stacks.offline.simulated_kubernetes.readiness import Hopeless, missing

FIRST_DELAY_S, LONGEST_DELAY_S = 0.05, 1.0
"""Between two looks: most objects are there at once, and nobody notices a second after minutes."""


class NotReady(Exception):
    """The object exists and did not become ready.

    Attributes:
        live: the object as it is now.
        reasons: what is missing, and what holds it.
    """

    def __init__(self, live: Manifest, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.live, self.reasons = live, reasons


class StillThere(Exception):
    """The object was deleted and did not go."""


def until_ready(objects: Objects, declared: Manifest, live: Manifest, limit_s: float) -> Manifest:
    """Return the object when it is ready. Raises NotReady when it will not be, or not within the limit."""
    started, delay_s = time.monotonic(), FIRST_DELAY_S
    identity = identity_of(live)
    while True:
        try:
            what = missing(declared, live, objects)
        except (Hopeless, UnreadableCondition) as problem:
            raise NotReady(
                live, [f"{identity} {problem}", *blockers.of_readiness(live, objects)]
            ) from problem
        if what is None:
            if delay_s > FIRST_DELAY_S:
                objects.task.tell_progress("")  # else the last thing that was waited for stays in view
            return live
        if time.monotonic() - started + delay_s > limit_s:
            reasons = [f"{identity} is not ready after {limit_s:.0f} s: it {what}"]
            raise NotReady(live, [*reasons, *blockers.of_readiness(live, objects)])
        objects.task.tell_progress(f"{identity}: {what}")
        objects.task.pause(delay_s)
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)
        found = objects.get(identity)
        if found is None:
            raise NotReady(live, [f"{identity} was deleted by somebody else while it was waited for"])
        live = found


def until_gone(objects: Objects, identity: Identity, limit_s: float) -> None:
    """Return when the object is gone, or another one has its name. Raises StillThere when the time is over."""
    started, delay_s = time.monotonic(), FIRST_DELAY_S
    live = objects.get(identity)
    uid = live["metadata"].get("uid") if live else None
    while live is not None and live["metadata"].get("uid") == uid:
        if time.monotonic() - started + delay_s > limit_s:
            holding = "; ".join(blockers.of_deletion(live)) or "it names nothing that holds it"
            raise StillThere(f"{identity} is deleted but still there after {limit_s:.0f} s: {holding}")
        objects.task.tell_progress(
            f"{identity} is going: {'; '.join(blockers.of_deletion(live)) or 'deleted'}"
        )
        objects.task.pause(delay_s)
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)
        live = objects.get(identity)
    if delay_s > FIRST_DELAY_S:
        objects.task.tell_progress("")
