"""What was found in a plan: which promise is broken, how bad that is, where, and what to do."""

from dataclasses import dataclass
from typing import Literal

from components.plan.errors import Path

Severity = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True)
class Finding:
    """A breach of a rule at `path` of the plan's document; `waived` where the plan itself allows it today,
    `advisory` where the team lets the rule refuse nothing.

    A path may lead to what the plan does not write: the place is then the nearest thing that it does.
    """

    rule: str
    severity: Severity
    path: Path
    text: str
    remedy: str
    references: tuple[str, ...]
    waived: bool
    advisory: bool = False
