"""What is wrong with a plan, and where; all of it at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

Path = tuple[str | int, ...]
"""Where a value is in a plan: keys and positions from the top, as ("clusters", 0, "pools", 2, "count")."""

MAX_PRINTED_ERRORS = 100
"""Nobody reads more at once; the number of the others is printed."""


def print_path(path: Path) -> str:
    """Return a path as people write it: `clusters[0].pools[2].count`; the whole plan is `plan`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".") or "plan"


@dataclass(frozen=True)
class PlanError:
    """One error: where it is, what was given, what is allowed, what to do. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    problem: str
    given: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: {self.path}"
        return f"{where}: {self.problem}: given {self.given}; allowed: {self.allowed}; {self.remedy}"


class PlanErrors(ValueError):
    """Every error of one plan, in the order of the file; `str()` has one line for each."""

    def __init__(self, errors: Iterable[PlanError]) -> None:
        self.errors = tuple(
            sorted(set(errors), key=lambda error: (error.line, error.column, error.path, str(error)))
        )
        super().__init__(self.errors)

    def __str__(self) -> str:
        lines = [str(error) for error in self.errors[:MAX_PRINTED_ERRORS]]
        if more := len(self.errors) - len(lines):
            lines.append(f"and {more} more errors")
        return "\n".join(lines)

    def as_document(self) -> list[dict[str, str | int]]:
        """Return the errors as plain values, for JSON."""
        return [asdict(error) for error in self.errors]
