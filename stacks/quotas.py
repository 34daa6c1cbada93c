"""Refuses a plan that needs more quota than its account holds, before anything is made and where somebody can be asked.

Without credentials, and with a simulated provider, nobody is asked: what a plan needs is known all the same.
"""

from __future__ import annotations

import json
from typing import Any

import pulumi

from components.attached import is_attached
from components.targets import target_part
from components.topology.asking import CannotAsk, NoCredentials
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from components.topology.quota_held import needs_of, shortages, unknown


def require_quota(topology: Topology) -> None:
    """Refuse a plan that needs more of a quota than the account holds.

    Where nobody may be asked nothing is refused, and a warning says so if there are credentials. Raises TopologyErrors.
    """
    needs = needs_of(topology)
    if not needs:
        return
    quota = target_part(topology.target, "quota")
    if is_attached(quota.PROVIDER):
        return
    try:
        held = quota.held(configured, needs)
    except NoCredentials:
        return
    except CannotAsk as error:
        pulumi.log.warn(f"whether the account holds the quota that the plan needs is not known: {error}")
        return
    if families := unknown(needs, held):
        pulumi.log.warn(f"how much quota the account holds is not known of {'; '.join(families)}")
    if errors := shortages(needs, held, quota.way_out):
        raise TopologyErrors(errors)


def configured(key: str) -> Any:
    """Return what the stack's configuration has under a key such as "aws:profile", lists and mappings read; or None."""
    namespace, _, name = key.partition(":")
    text = pulumi.Config(namespace).get(name)
    return json.loads(text) if text and text[:1] in "[{" else text
