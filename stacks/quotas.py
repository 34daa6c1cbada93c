"""Refuses a plan that its account has no quota or no place for, before anything is made and where it can be asked.

Without credentials, and with a simulated provider, nobody is asked: what a plan needs is known all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import pulumi

from components.attached import is_attached
from components.holding import is_given_up
from components.targets import target_part
from components.topology.asking import CannotAsk, NoCredentials
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.quota_held import shortages, unknown
from stacks.quota_needs import needed

Told = TypeVar("Told")

BESIDES = {
    "places": "whether the account has the machines of the plan in their zones",
    "adopted": "whether the network that the stack adopts is as its configuration says",
}
"""What is asked of an account besides its quota: the part of a target that asks it -> what that is, in words."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an account refuses of a plan, and what to know besides, a sentence each: also what nobody tells."""

    errors: list[TopologyError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def require_quota(topology: Topology) -> None:
    """Refuse a plan that needs more of a quota than the account holds, or else has no place in it.

    Where nobody may be asked nothing is refused, and a warning says so if there are credentials. Raises TopologyErrors.
    """
    if is_given_up(topology):
        return  # what goes needs no quota
    answer = asked(topology, configured)
    for said in answer.notes:
        pulumi.log.warn(said)
    if answer.errors:
        raise TopologyErrors(answer.errors)


def asked(topology: Topology, configured: Callable[[str], Any]) -> Answer:
    """Return what the account says that a stack's configuration names; nothing where there are no credentials.

    `configured` gives what the configuration has under a key.
    """
    answer = Answer()
    needs = needed(topology)
    if not needs:
        return answer
    quota = target_part(topology.target, "quota")
    if is_attached(quota.PROVIDER):
        return answer
    what = "whether the account holds the quota that the plan needs"
    held = _answer(what, lambda: quota.held(configured, needs), answer)
    if held is not None:
        answer.errors.extend(shortages(needs, held, quota.way_out))
        if families := unknown(needs, held):
            answer.notes.append(f"how much quota the account holds is not known of {'; '.join(families)}")
    if hasattr(quota, "refusals"):
        what = "whether the account has the zones that the plan needs"
        answer.errors.extend(_answer(what, lambda: quota.refusals(configured, topology), answer) or [])
    for part, what in BESIDES.items():
        ask = getattr(quota, part, None)
        if ask is not None and (found := _answer(what, partial(ask, configured, topology), answer)):
            answer.errors.extend(found.errors)
            answer.notes.extend(found.notes)
    return answer


def _answer(what: str, ask: Callable[[], Told], answer: Answer) -> Told | None:
    """Return what an account says, or None where nobody may be asked; a note says so if there are credentials."""
    try:
        return ask()
    except (
        NoCredentials,
        TopologyErrors,
    ):  # what the configuration has in another form the target itself refuses
        return None
    except CannotAsk as error:
        answer.notes.append(f"{what} is not known: {error}")
        return None


def configured(key: str) -> Any:
    """Return what the stack's configuration has under a key such as "aws:profile", lists and mappings read; or None."""
    namespace, _, name = key.partition(":")
    text = pulumi.Config(namespace).get(name)
    return json.loads(text) if text and text[:1] in "[{" else text
