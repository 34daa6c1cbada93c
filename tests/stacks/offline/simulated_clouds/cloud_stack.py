"""A whole plan on the real engine in a throw-away stack: what each run did to which resource, and what is left."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from components.holding import holds
from stacks.driver import Driver
from stacks.giving_up import give_up
from stacks.offline.throw_away import throw_away_session
from stacks.policies_at_hand import judged_by
from stacks.session import Session
from stacks.state import Resource
from tests.control_plane.cluster import ControlPlane

SAME = "same"


@dataclass(frozen=True)
class Step:
    """What the engine did, or would do, to one resource."""

    operation: str
    urn: str

    @property
    def kind(self) -> str:
        """The type of the resource, such as aws:eks/nodeGroup:NodeGroup."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def name(self) -> str:
        """The name of the resource in its stack."""
        return self.urn.rpartition("::")[2]

    @property
    def is_in_the_cluster(self) -> bool:
        """Whether the resource is an object of the cluster, and not one of the cloud."""
        return self.kind.startswith("kubernetes:")


@dataclass(frozen=True, kw_only=True)
class CloudStack:
    """A stack that follows `plan`, whose simulated cloud has its cluster on a real control plane."""

    session: Session
    plan: Path

    @cached_property
    def _driver(self) -> Driver:
        environment = {**self.session.driver.environment, "PULUMI_DEBUG_COMMANDS": "true"}
        return replace(self.session.driver, environment=environment)

    def change(self, before: str, after: str) -> None:
        """Let the plan say something else in one place."""
        text = self.plan.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{before!r} is there once: {text}"
        self.plan.write_text(text.replace(before, after), encoding="utf-8")

    def preview(self) -> list[Step]:
        """Ask what would change, judged by the policies, and return it without what stays."""
        return self._changes("preview", *judged_by(self.session.project_root))

    def up(self) -> list[Step]:
        """Bring the stack to what its plan says, and return what changed."""
        return self._changes("up", *judged_by(self.session.project_root), "--yes", "--skip-preview")

    def down(self) -> list[Step]:
        """Remove everything by a plain destroy, and return what went, in order."""
        return self._changes("destroy", "--yes", "--skip-preview")

    def give_up(self, plan: str) -> None:
        """Let go what production holds: at the provider as `down` does it, then at the engine."""
        state = self._driver.read_state()
        assert state is not None, "something is up"
        held = [each for each in state.resources if holds(each.kind, each.inputs)]
        assert held, "a production plan on a cloud holds its data"
        give_up(self.session, state, plan, is_quiet=True)
        self._driver.require("state", "unprotect", "--all", "--yes", "--stack", self.session.stack)

    def resources(self) -> tuple[Resource, ...]:
        """Return what the state has."""
        state = self._driver.read_state()
        return state.resources if state else ()

    def _changes(self, *arguments: str) -> list[Step]:
        log = self.session.project_root / "events.json"
        log.unlink(missing_ok=True)
        done = self._driver.capture(*arguments, "--stack", self.session.stack, "--event-log", str(log))
        events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        assert done.returncode == 0, (
            f"{arguments}: {_told(events) or done.stdout[-3000:] + done.stderr[-3000:]}"
        )
        return [step for step in _steps(events) if step.operation != SAME]


def _steps(events: list[dict[str, Any]]) -> Iterator[Step]:
    for event in events:
        if found := event.get("resourcePreEvent"):
            yield Step(found["metadata"]["op"], found["metadata"]["urn"])


def _told(events: list[dict[str, Any]]) -> str:
    said = [event["diagnosticEvent"] for event in events if "diagnosticEvent" in event]
    judged = [event["policyEvent"] for event in events if "policyEvent" in event]
    return "\n".join(
        f"{each.get('urn') or each.get('resourceUrn', '')}: {each['message']}"
        for each in (*said, *judged)
        if each.get("severity") == "error" or each.get("enforcementLevel") == "mandatory"
    )


@contextmanager
def cloud_stack(
    plan: Path, plane: ControlPlane, settings: Mapping[str, str] | None = None
) -> Iterator[CloudStack]:
    """Give a stack that nothing was made in; a cluster of its simulated cloud is the control plane."""
    arguments = ("--api-server", plane.server.removeprefix("https://"), "--authority", str(plane.authority))
    with throw_away_session(plan, settings, *arguments) as session:
        yield CloudStack(session=session, plan=plan)
