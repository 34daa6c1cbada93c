"""The section of a benchmark that lets checkov judge: who passes how much, and why what fails stays."""

from collections.abc import Sequence
from datetime import UTC, datetime


def checks_section(
    title: str, explanation: str, header: Sequence[str], rows: Sequence[str], reasons: Sequence[str]
) -> str:
    """Return the section; `header` are the two lines above `rows`, and `reasons` begin with their own."""
    return "\n".join(
        [
            f"## {title}\n\n{explanation.strip()}\n",
            f"{datetime.now(UTC).date().isoformat()}; one run, since nothing in it is left to chance.\n",
            *header,
            *rows,
            "\nWhat ours fail, and why it stays:\n",
            *reasons,
            "",
        ]
    )
