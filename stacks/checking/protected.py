"""What an engine does not do to what is protected, as findings: the plan asks for what no `up` would make. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stacks.checking.finding import POSSIBLE
from stacks.checking.report import Finding
from stacks.events import GENERIC_ERRORS, kind_and_name

STOPPED = re.compile(
    r'unable to (?P<done>replace|delete) resource "(?P<urn>[^"]+)"(?: as part of replacing "(?P<cause>[^"]+)")?.*'
    r"marked for protection",
    re.DOTALL,
)
"""How an engine says that it stops, before anything is changed."""

DONE = {"replace": "would be made anew", "delete": "would be destroyed"}
NOT_ALL = (
    "the engine stopped at what is protected: what else changes, and what rules say, may be more than is told"
)


def of_protected(errors: Iterable[str]) -> Sequence[Finding]:
    """Return a finding for each protected resource that a change takes away; nothing where an error says else."""
    reasons = [error for error in dict.fromkeys(errors) if not error.startswith(GENERIC_ERRORS)]
    stopped = [STOPPED.search(reason) for reason in reasons]
    return list(_findings(each for each in stopped if each)) if all(stopped) else []


def _findings(stopped: Iterable[re.Match[str]]) -> Iterator[Finding]:
    for each in stopped:
        cause = f" with {' '.join(kind_and_name(each['cause']))}" if each["cause"] else ""
        yield Finding(
            rule=POSSIBLE,
            severity="high",
            outcome="refused",
            text=f"it {DONE[each['done']]}{cause}, and it is protected, so that no `groundplan up` makes this change",
            remedy="take back what asks for it; or keep what it holds elsewhere, and let "
            "`groundplan down --destroy-data` give it up first",
            resource=" ".join(kind_and_name(each["urn"])),
        )
