"""A simulated cloud's target, whose `audit` answers what a test gave it; and plans for it."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from components import targets
from components.topology.audit import Audit, Request
from tests.components.topology.test_resolve_cloud_examples import with_digest


@dataclass
class SimulatedTarget:
    """`answer` is what it finds, or raises; `asked` what it was asked."""

    answer: Audit | Exception
    asked: list[Request] = field(default_factory=list)

    def audit(self, request: Request) -> Audit:
        """Answer as it was told."""
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def simulated_target(monkeypatch: pytest.MonkeyPatch, answer: Audit | Exception) -> SimulatedTarget:
    """Let the target aws be a simulated one."""
    target, module = SimulatedTarget(answer), ModuleType("simulated_cloud.audit")
    module.audit = target.audit  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simulated_cloud.audit", module)
    monkeypatch.setitem(sys.modules, "simulated_cloud", ModuleType("simulated_cloud"))
    monkeypatch.setitem(targets.TARGETS, "aws", "simulated_cloud.platform")
    return target


def plan_for_aws(folder: Path) -> Path:
    """Return the file of a valid plan for AWS."""
    return with_digest("aws-small", folder)
