"""Buckets behind an endpoint in which another stack of the project keeps a store too: told before `up`, not refused.

A store there is the bucket of its name, so two plans meet in one by chance or on purpose. Nothing here asks a service.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stacks.cli.failures import Refused
from stacks.plan_choice import configured_plan, load_valid_plan
from stacks.session import Session

if TYPE_CHECKING:
    from components.plan.model import Plan
    from components.plan.stores import Store

ONLY_READ = "datasets"
"""What no identity of a plan may write: who shares it shares it with readers (components/topology/rights.py)."""


def shared_buckets(session: Session, plan: Plan) -> tuple[str, ...]:
    """Return a sentence for each bucket of a stack's plan that the plan of another stack of the project names too.

    A configuration or a plan that cannot be read is another stack's matter.
    """
    if not _buckets(plan):
        return ()
    # It reads revisions as well, so that only plans with buckets wait for it.
    from stacks.checking.configured import stacks_now

    found: list[str] = []
    for other in stacks_now(session):
        if other.stack == session.stack:
            continue
        with suppress(Refused, OSError):
            if named := configured_plan(other):
                file = other.project_root / named
                theirs = _read(file, file.stat().st_mtime_ns)
                found += notes(plan, theirs, f"stack {other.stack} ({named})")
    return tuple(found)


@lru_cache(maxsize=256)
def _read(file: Path, _changed_ns: int) -> Plan:
    """Return a plan; a check of many reads each of them once."""
    return load_valid_plan(file)


def notes(plan: Plan, other: Plan, whose: str) -> Iterator[str]:
    """Yield a sentence for each bucket that both plans name, but where both keep what none of their pods may write."""
    theirs = _buckets(other)
    for bucket, store in _buckets(plan).items():
        same = theirs.get(bucket)
        if same is None or store.holds == same.holds == ONLY_READ:
            continue
        yield (
            f"storage[{store.name}]: {whose} keeps its {same.holds} in the same bucket, {store.name} at "
            f"{store.endpoint}: each finds, overwrites and deletes what the other wrote; unless that is meant, give "
            "the store a name that no other plan has, as its bucket's"
        )


def _buckets(plan: Plan) -> dict[tuple[str, str], Store]:
    return {
        (store.endpoint.lower().removesuffix(":443"), store.name): store
        for store in plan.storage
        if store.endpoint and store.kind == "object"
    }
