"""Refuses a plan that its account has no quota or no place for, before anything is made and where it can be asked.

Without credentials, and with a simulated provider, nobody is asked: what a plan needs is known all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pulumi

from components.attached import is_attached
from components.holding import is_given_up
from components.targets import target_part
from components.topology.asking import CannotAsk, NoCredentials
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from components.topology.quota_held import needs_of, shortages, unknown

Told = TypeVar("Told")


def require_quota(topology: Topology) -> None:
    """Refuse a plan that needs more of a quota than the account holds, or else has no place in it.

    Where nobody may be asked nothing is refused, and a warning says so if there are credentials. Raises TopologyErrors.
    """
    needs = needs_of(topology)
    if not needs or is_given_up(topology):
        return  # what goes needs no quota
    quota = target_part(topology.target, "quota")
    if is_attached(quota.PROVIDER):
        return
    held = _answer(
        "whether the account holds the quota that the plan needs", lambda: quota.held(configured, needs)
    )
    if held is not None and (families := unknown(needs, held)):
        pulumi.log.warn(f"how much quota the account holds is not known of {'; '.join(families)}")
    errors = [] if held is None else [*shortages(needs, held, quota.way_out)]
    if hasattr(quota, "refusals"):
        what = "whether the account has the zones that the plan needs"
        errors += _answer(what, lambda: quota.refusals(configured, topology)) or []
    if errors:
        raise TopologyErrors(errors)


def _answer(what: str, ask: Callable[[], Told]) -> Told | None:
    """Return what an account answers, or None where nobody may be asked; a warning says so if there are credentials."""
    try:
        return ask()
    except NoCredentials:
        return None
    except CannotAsk as error:
        pulumi.log.warn(f"{what} is not known: {error}")
        return None


def configured(key: str) -> Any:
    """Return what the stack's configuration has under a key such as "aws:profile", lists and mappings read; or None."""
    namespace, _, name = key.partition(":")
    text = pulumi.Config(namespace).get(name)
    return json.loads(text) if text and text[:1] in "[{" else text
