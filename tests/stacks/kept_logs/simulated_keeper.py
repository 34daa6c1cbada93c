"""A simulated keeper of logs: texts by file, and what is written at each later look."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stacks.kept_logs.kept import LogFile

STARTED = "Started a ray job {}."
ENDED = "Completed a ray job {} with a status {}.{}"
NOW = 1_000_000.0


def event(job: str, moment: int, message: str) -> str:
    """Return a line as Ray's logger of events writes it."""
    told = {
        "event_id": "c0ffee", "timestamp": str(moment), "severity": "INFO", "source_type": "JOBS",
        "message": message.format(job), "custom_fields": {"submission_id": job}, "label": "",
    }  # fmt: skip
    return json.dumps(told) + "\n"


def started(job: str, moment: int) -> str:
    """Return the line of a job's start."""
    return event(job, moment, STARTED)


def ended(job: str, moment: int, status: str, said: str = "") -> str:
    """Return the line of a job's end."""
    return event(job, moment, ENDED.format(job, status, f" {said}" if said else ""))


@dataclass
class SimulatedKeeper:
    """`texts` are by node and file; `coming` is what each look finds written to them, after the first."""

    cluster: str = "train"
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    coming: list[dict[tuple[str, str], str]] = field(default_factory=list)
    written: float = NOW
    is_first: bool = True

    def files(self) -> Sequence[LogFile]:
        """Return every file, with what has come by now."""
        if not self.is_first and self.coming:
            for name, text in self.coming.pop(0).items():
                self.texts[name] = self.texts.get(name, "") + text
        self.is_first = False
        return [
            LogFile(
                cluster=self.cluster, node=node, name=name, size_bytes=len(text.encode()), written=self.written,
                key=f"{node}/{name}",
            )
            for (node, name), text in sorted(self.texts.items())
        ]  # fmt: skip

    def read(self, file: LogFile, start: int) -> Iterator[bytes]:
        """Yield a file from a byte on, in two pieces."""
        content = self.texts.get((file.node, file.name), "").encode()[start:]
        middle = len(content) // 2
        yield from filter(None, (content[:middle], content[middle:]))
