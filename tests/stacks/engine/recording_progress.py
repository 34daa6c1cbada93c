"""A progress that keeps what it is told, for tests to read."""

from stacks.engine.progress import Progress


class RecordingProgress(Progress):
    """Keeps every line, phase and step."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.lines: list[str] = []
        self.phases: list[tuple[str, int | None]] = []
        self.steps = 0

    def say(self, line: str) -> None:
        """Keep a line."""
        self.lines.append(line)

    def begin(self, description: str, total: int | None = None) -> None:
        """Keep a phase."""
        self.phases.append((description, total))

    def advance(self, detail: str = "") -> None:
        """Count a step."""
        self.steps += 1
