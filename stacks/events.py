"""The engine's event log, read line by line, as facts a person can be told.

The engine writes one JSON document a line (`--event-log`). Only what a person is told is kept; the values of
resources never leave this file.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from stacks.drifted import DYNAMIC, Drifted, drifted

EVENTS_SUFFIX = ".events.json"

MANDATORY = "mandatory"
"""The enforcement level at which a policy stops the engine; "advisory" only warns."""

FRAME = re.compile(r'^\s*File ".*", line \d+', re.MULTILINE)
OF_A_PLUGIN = re.compile(r"^(info|warning): ")
"""How a plugin that has no way to the engine's log writes on its standard error, which the engine hands on as info."""
EXCEPTION_MODULE = re.compile(r"^(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)(?=:|$)")

PROGRAM_REFUSED = "an unhandled error occurred: program exited"
"""What the engine adds when the program ended on purpose (`pulumi.RunError`): it refused its input."""

GENERIC_ERRORS = (
    PROGRAM_REFUSED,
    "update failed",
    "preview failed",
    "destroy failed",
    "refresh failed",
    "one or more",
)
"""What the engine adds after the true reason; told only when there is no other."""


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """A step on one resource is planned, began, is done or failed; `stage` says which.

    `because` are the properties for which it is replaced; `paths` are where an update changes it, no values.
    """

    stage: str
    operation: str
    kind: str
    name: str
    because: tuple[str, ...] = field(default=(), compare=False)
    paths: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """The engine, the program or a provider says something; `severity` is info, warning or error."""

    severity: str
    resource: str
    message: str

    @property
    def told(self) -> str:
        """What is said, with the resource that it is about, if it is about one."""
        is_about_one = self.resource and "Stack" not in self.resource
        return f"{self.resource}: {self.message}" if is_about_one else self.message


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A policy does not allow a resource; `severity` is empty where it has none."""

    level: str
    policy: str
    resource: str
    message: str
    severity: str = ""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A preview or an update is over; `changes` counts the resources by operation."""

    is_preview: bool
    changes: Mapping[str, int]


Event = ResourceChange | Diagnostic | Violation | Summary | Drifted


class EventLog:
    """Reads an event log while the engine writes it.

    The engine empties the file and begins anew when a preview is followed by the update itself; what comes after
    the last event of a phase (`cancelEvent`) is therefore read from the start.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._position = 0
        self._is_phase_over = False

    def read(self) -> list[str]:
        """Return the whole lines that were written since the last call."""
        size = self._file.stat().st_size
        if size < self._position or (self._is_phase_over and size != self._position):
            self._position, self._is_phase_over = 0, False
        with self._file.open("rb") as stream:
            stream.seek(self._position)
            written = stream.read()
        whole = written[: written.rfind(b"\n") + 1]
        self._position += len(whole)
        lines = whole.decode("utf-8", errors="replace").splitlines()
        if lines and '"cancelEvent"' in lines[-1]:
            self._is_phase_over = True
        return lines


@contextmanager
def event_log_beside(log: Path) -> Iterator[Path]:
    """Give the engine an empty event log beside its output; those of killed commands are taken away."""
    for left in log.parent.glob(f"*{EVENTS_SUFFIX}"):
        process = left.name.removesuffix(EVENTS_SUFFIX).rpartition("-")[2]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            left.unlink(missing_ok=True)
    event_log = log.with_suffix(EVENTS_SUFFIX)
    event_log.touch(mode=0o600)
    try:
        yield event_log
    finally:
        event_log.unlink(missing_ok=True)


def parse_event(line: str) -> Event | None:
    """Return what a line of the event log says, or None when it tells a person nothing."""
    try:
        document = json.loads(line)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    for key, stage in (
        ("resourcePreEvent", "began"),
        ("resOutputsEvent", "done"),
        ("resOpFailedEvent", "failed"),
    ):
        if key in document:
            told = document[key]
            return _step(told.get("metadata") or {}, stage, bool(told.get("planning")))
    if "diagnosticEvent" in document:
        return _diagnostic(document["diagnosticEvent"])
    if "policyEvent" in document:
        return _violation(document["policyEvent"])
    if "summaryEvent" in document:
        told = document["summaryEvent"]
        return Summary(
            is_preview=bool(told.get("isPreview")), changes=dict(told.get("resourceChanges") or {})
        )
    return None


def kind_and_name(urn: str) -> tuple[str, str]:
    """Return the short type and the name of a URN: `hosts:Raylet` and `train-head-0`.

    >>> kind_and_name("urn:pulumi:local::groundplan::a:b:C$pulumi-python:dynamic/hosts:Raylet::train-head-0")
    ('hosts:Raylet', 'train-head-0')
    """
    parts = urn.split("::", 3)
    if len(parts) != 4:
        return "", urn
    kind = parts[2].rpartition("$")[2]
    return kind.removeprefix(DYNAMIC).removeprefix("groundplan:"), parts[3]


def clear_sentence(message: str) -> str:
    """Return a diagnostic without a Python traceback: only what its exception says, `HostError: ...`."""
    text = message.strip()
    frames = list(FRAME.finditer(text))
    if frames:
        after = text[frames[-1].end() :].split("\n")[1:]
        # Under a frame lie the indented source line and its markers; then comes the exception at the margin.
        while after and (not after[0].strip() or after[0].startswith("    ")):
            after.pop(0)
        text = "\n".join(after).strip() or text.rpartition("\n")[2].strip()
        text = EXCEPTION_MODULE.sub(r"\1", text)
    return text.removeprefix("error: ")


def _step(metadata: Mapping[str, Any], stage: str, is_planning: bool) -> ResourceChange | Drifted:
    kind, name = kind_and_name(str(metadata.get("urn", "")))
    if stage == "done" and (found := drifted(kind, name, metadata)) is not None:
        return found
    stage = "planned" if is_planning and stage != "failed" else stage
    because = tuple(map(str, metadata.get("keys") or ()))
    paths = tuple(map(str, metadata.get("detailedDiff") or metadata.get("diffs") or ()))
    operation = str(metadata.get("op", ""))
    return ResourceChange(
        stage=stage, operation=operation, kind=kind, name=name, because=because, paths=paths
    )


def _diagnostic(told: Mapping[str, Any]) -> Diagnostic | None:
    severity = str(told.get("severity", "")).partition("#")[0]
    if severity == "debug" or not str(told.get("message", "")).strip():
        return None
    kind, name = kind_and_name(str(told.get("urn", "")))
    message = clear_sentence(str(told["message"]))
    if severity == "info" and (written := OF_A_PLUGIN.match(message)):
        severity, message = written[1], message[written.end() :]
    return Diagnostic(severity=severity, resource=f"{kind} {name}".strip(), message=message)


def _violation(told: Mapping[str, Any]) -> Violation:
    kind, name = kind_and_name(str(told.get("resourceUrn", "")))
    return Violation(
        level=str(told.get("enforcementLevel", MANDATORY)),
        policy=f"{told.get('policyPackName', '?')}/{told.get('policyName', '?')}",
        resource=f"{kind} {name}".strip(),
        message=" ".join(str(told.get("message", "")).split()),
        severity=str(told.get("severity") or ""),
    )
