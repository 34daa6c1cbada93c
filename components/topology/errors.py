"""What makes a plan impossible, told all at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, kw_only=True)
class TopologyError:
    """One refusal: where in the plan, what it asks, what there is, and what to do."""

    path: str
    asked: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.asked}; {self.allowed}; {self.remedy}"


class TopologyErrors(Exception):
    """Every reason why a plan cannot become a topology, sorted by place; `str()` prints one line for each."""

    def __init__(self, errors: Iterable[TopologyError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(str(error) for error in self.errors))


NAMED = 10
"""Names that a sentence lists before it counts the rest."""


def listed(names: Iterable[str]) -> str:
    """Return names for a sentence: sorted, the first of them, and how many more there are."""
    known = sorted(names)
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return (", ".join(known[:NAMED]) or "none") + more
