"""Writes what a measurement found into a page of docs/, each benchmark in a section of its own.

A ratio is taken within one repeat, where both sides met the same machine, and the median of the repeats counts.
"""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "benchmarks.md"
POLICIES_PAGE = DOCS / "benchmarks-of-policies.md"
OPENING = """# Benchmarks

Every number is a ratio within one run on one machine: ours and the plain way to do the same, measured in turns. The
scripts are `tests/bench/*.py`; each section names its machine.
"""
# Fewer repeats leave a median that one disturbed repeat can move.
MINIMUM_REPEATS = 5
GIBIBYTE = 2**30


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One row: ours and theirs measured in turns, the repeats in order; the goal as the text of the issue has it."""

    what: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]
    goal: str

    def __post_init__(self) -> None:
        if len(self.ours) != len(self.theirs) or len(self.ours) < MINIMUM_REPEATS:
            raise ValueError(
                f"{self.what}: {len(self.ours)} and {len(self.theirs)} repeats; give as many of both, "
                f"at least {MINIMUM_REPEATS}"
            )

    @property
    def ratios(self) -> list[float]:
        """Ours divided by theirs, repeat by repeat."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    def row(self) -> str:
        """The row of the table."""
        ratios = sorted(self.ratios)
        return (
            f"| {self.what} | **{statistics.median(ratios):.3f}** | {ratios[0]:.3f} to {ratios[-1]:.3f} | {self.goal} "
            f"| {statistics.median(self.ours):.4g} {self.unit} | {statistics.median(self.theirs):.4g} {self.unit} "
            f"| {len(ratios)} |"
        )


def section(title: str, explanation: str, comparisons: Sequence[Comparison], busy: float) -> str:
    """The section of a benchmark: what was compared, on which machine, and a row each."""
    day = datetime.now(UTC).date().isoformat()
    rows = "\n".join(comparison.row() for comparison in comparisons)
    return (
        f"## {title}\n\n{explanation.strip()}\n\n{day}, {machine()}; {busy:.1f} processes were ready to run when it "
        "began.\n\n"
        "| what | ratio (median) | range | goal | ours | the plain way | repeats |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        f"{rows}\n"
    )


def record(title: str, text: str, page: Path = PAGE) -> None:
    """Put a section on the page in place of the one with the same title, else at the end."""
    page.parent.mkdir(parents=True, exist_ok=True)
    whole = page.read_text(encoding="utf-8") if page.exists() else OPENING
    opening, *sections = whole.split("\n## ")
    kept = [part for part in sections if part.partition("\n")[0] != title]
    position = next(
        (index for index, part in enumerate(sections) if part.partition("\n")[0] == title), len(kept)
    )
    kept.insert(position, text.removeprefix("## "))
    page.write_text("\n\n## ".join(part.strip() for part in [opening, *kept]) + "\n", encoding="utf-8")


def machine() -> str:
    """The machine by its processor, cores, memory and kernel; never by its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    cores = len(os.sched_getaffinity(0))
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}"


def busy() -> float:
    """How many processes were ready to run in the last minute: above the cores, others disturb the measurement."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
