"""Production data that is destroyed is let go at its provider first, and nothing else is changed for that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from components.holding import GIVEN_UP
from stacks.cli.failures import Failed
from stacks.giving_up import give_up
from stacks.session import Session
from stacks.state import Deployment, Resource


@dataclass(frozen=True)
class Ended:
    """How a simulated run ended."""

    reason: str | None

    def raise_if_failed(self, what: str) -> None:
        if self.reason:
            raise Failed(f"{what} failed: {self.reason}")


@dataclass(frozen=True)
class SimulatedDriver:
    """Runs nothing, and remembers what it was asked with which variables; `left` is what the state has then."""

    environment: Mapping[str, str] = field(default_factory=lambda: {"PATH": "/bin"})
    asked: list[tuple[tuple[str, ...], Mapping[str, str]]] = field(default_factory=list)
    reason: str | None = None
    left: tuple[Resource, ...] = ()

    def read_state(self) -> Deployment:
        return Deployment(resources=self.left, outputs={}, pending=())

    def drive(self, _title: str, *arguments: str, is_quiet: bool) -> Ended:
        self.asked.append((arguments, self.environment))
        return Ended(self.reason)


@dataclass(frozen=True)
class SimulatedSession:
    driver: SimulatedDriver
    stack: str = "aws-large"


def resource(kind: str, name: str, **inputs: Any) -> Resource:
    return Resource(urn=name, kind=kind, is_custom=True, is_protected=True, inputs=inputs)


HELD = (
    resource("aws:eks/cluster:Cluster", "cluster", deletionProtection=True),
    resource("aws:s3/bucket:Bucket", "models", forceDestroy=False),
    resource("gcp:filestore/instance:Instance", "files", deletionProtectionEnabled=True),
)
OTHERS = (
    resource("aws:s3/bucket:Bucket", "let go before", forceDestroy=True),
    resource("aws:ec2/vpc:Vpc", "network", cidrBlock="10.0.0.0/16"),
)


def given_up(
    *resources: Resource, reason: str | None = None, left: tuple[Resource, ...] = ()
) -> SimulatedDriver:
    driver = SimulatedDriver(reason=reason, left=left)
    deployment = Deployment(resources=resources, outputs={"plan": "atlas"}, pending=())
    give_up(cast("Session", SimulatedSession(driver)), deployment, "atlas", is_quiet=True)
    return driver


def test_one_up_changes_just_what_holds_its_data() -> None:
    ((arguments, environment),) = given_up(*HELD, *OTHERS).asked
    assert arguments == (
        "up", "--yes", "--skip-preview", "--target", "cluster", "--target", "models", "--target", "files",
    ), "a provider refuses by what its state says, so the state has to say otherwise"  # fmt: skip
    assert environment[GIVEN_UP] == "atlas", "the program holds nothing of just this plan"
    assert environment["PATH"] == "/bin", "everything else is as it was"


def test_a_stack_that_holds_nothing_is_not_touched() -> None:
    assert given_up(*OTHERS).asked == [], "development, this machine, and what was let go before"


def test_nothing_is_destroyed_where_it_cannot_be_let_go() -> None:
    with pytest.raises(Failed, match="down failed: no credentials\n  nothing was destroyed; bring the stack"):
        given_up(*HELD, reason="no credentials")


def test_what_still_holds_its_data_is_named_and_nothing_is_destroyed() -> None:
    with pytest.raises(Failed, match="models would not be deleted, since its plan is no more named atlas"):
        given_up(*HELD, left=(HELD[1],))
