"""Whoever runs `up` outside the network of a private cluster is told so before what the engine says of it."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from components.plan.loading import load_plan
from components.plan.model import Plan
from stacks import teardown
from stacks.cli import drift, preview, up
from stacks.cli.failures import Failed
from stacks.cli.up import ReadyStack
from stacks.driver import Outcome
from stacks.paths import PROJECT_ROOT
from stacks.private_way import INSIDE, PRIVATE, is_private, raise_if_failed, with_way_in
from stacks.reaching import own_cluster
from stacks.state import Deployment, Resource

PLANS = PROJECT_ROOT / "stacks" / "plans"
FROM_OUTSIDE = (
    "kubernetes:core/v1:Namespace train: configured Kubernetes cluster is unreachable: unable to load schema "
    'information from the API server: Get "https://10.20.0.4/openapi/v2?timeout=32s": dial tcp: i/o timeout',
    "Definitions kinds: NoAnswer: the cluster of context atlas does not answer at https://10.20.0.4 (timed out); see "
    "`kubectl cluster-info`, and set groundplan:context if another one is meant",
    'kubernetes:apps/v1:Deployment a: Get "https://10.20.0.4/apis/apps/v1": dial tcp 10.20.0.4:443: i/o timeout',
)
"""What a provider and our own client say of an address that nobody reaches."""

SAID_INSIDE = "answers inside its network alone; run `{}` inside the network"


def recorded(*, public: bool) -> Deployment:
    """Return the state of a stack that made a cluster."""
    inputs = {"vpcConfig": {"endpointPublicAccess": public}}
    cluster = Resource(
        urn="c", kind="aws:eks/cluster:Cluster", is_custom=True, is_protected=False, inputs=inputs
    )
    return Deployment(resources=(cluster,), outputs={"target": "aws"}, pending=())


def failed(*errors: str) -> Outcome:
    return Outcome(return_code=255, errors=[*errors], log=Path("/l"))


def told(outcome: Outcome, *, private: bool) -> str:
    with pytest.raises(Failed) as caught:
        raise_if_failed(outcome, "up", private=private)
    return str(caught.value)


@pytest.mark.parametrize("said", FROM_OUTSIDE)
def test_who_finds_no_way_to_a_private_cluster_is_told_to_run_up_inside(said: str) -> None:
    reasons = told(failed(said), private=True).splitlines()
    assert reasons[1].strip() == f"{PRIVATE}; {INSIDE}", "the cause stands first"
    assert said in reasons[2], "and what was said of it behind"


def test_what_fails_otherwise_is_told_as_it_is() -> None:
    assert PRIVATE not in told(failed("aws:eks:Cluster a: AccessDenied"), private=True)
    assert PRIVATE not in told(
        failed("gcp:storage:Bucket a: Get https://x: dial tcp: no such host"), private=True
    )
    assert PRIVATE not in told(failed(FROM_OUTSIDE[0]), private=False), (
        "an open cluster fails for another reason"
    )


def test_private_is_a_cluster_of_a_cloud_without_ranges() -> None:
    plan = load_plan(PLANS / "aws-small.yaml")
    assert is_private(plan) and not is_private(load_plan(PLANS / "local-small.yaml"))
    opened = plan.network.model_copy(update={"allowed_cidrs": ("203.0.113.0/24",)})
    assert not is_private(plan.model_copy(update={"network": opened}))


def test_the_page_that_the_sentence_names_has_that_section() -> None:
    page = (PROJECT_ROOT / "docs" / "how-to" / "use-a-cloud.md").read_text(encoding="utf-8")
    assert "## Run `up` inside the network" in page


@pytest.mark.parametrize("command", ["up", "preview"])
def test_up_and_preview_say_it(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = SimpleNamespace(drive=lambda *_given, **_named: failed(FROM_OUTSIDE[0]))
    session: Any = SimpleNamespace(driver=driver, stack="team", project_root=PROJECT_ROOT)
    ready = ReadyStack(session=session, settings={}, deployment=None, private=True)
    monkeypatch.setattr(up, "ready_stack", lambda *_given, **_named: ready)
    monkeypatch.setattr(preview, "ready_stack", lambda *_given, **_named: ready)
    monkeypatch.setattr(up, "keep_settings", lambda *_given: None)
    monkeypatch.setattr(up, "settings_for_preview", lambda *_given: ())
    with pytest.raises(Failed, match="answers inside its network alone"):
        up.up(yes=True) if command == "up" else preview.preview()
    ready = replace(ready, private=False)
    with pytest.raises(Failed) as caught:
        up.up(yes=True) if command == "up" else preview.preview()
    assert PRIVATE not in str(caught.value)


def test_who_makes_a_private_stack_is_told_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan: Plan = load_plan(PLANS / "aws-small.yaml")
    driver = SimpleNamespace(require=lambda *_given, **_named: "")

    @property
    def simulated(_session: object) -> Any:
        return driver

    monkeypatch.setattr("stacks.session.Session.driver", simulated)
    for name, value in {
        "load_valid_plan": plan, "require_allowed": None, "lowered": (), "prepare": None, "missing_settings": {},
    }.items():  # fmt: skip
        monkeypatch.setattr(up, name, lambda *_given, value=value: value)
    assert up.ready_stack("team", PLANS / "aws-small.yaml", for_change=False).private
    said = " ".join(capsys.readouterr().err.split())
    assert f"note: {PRIVATE}; {INSIDE}" in said


@pytest.mark.parametrize("public", [False, True])
def test_down_from_outside_is_told_to_run_inside(public: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_cluster, "end_work_in_own_cluster", lambda *_given: None)
    monkeypatch.setattr(teardown, "give_up", lambda *_given, **_named: None)
    session: Any = SimpleNamespace(
        stack="team", driver=SimpleNamespace(drive=lambda *_given, **_named: failed(FROM_OUTSIDE[1]))
    )
    with pytest.raises(Failed) as caught:
        teardown._destroy(session, recorded(public=public), None, keep_data=False, is_quiet=True)
    assert (SAID_INSIDE.format("down") in str(caught.value)) is not public


def test_drift_from_outside_is_told_to_run_inside() -> None:
    with pytest.raises(Failed, match="answers inside its network alone; run `drift` inside the network"):
        drift._refusal(failed(FROM_OUTSIDE[0]), private=True)


def test_status_from_outside_is_told_to_run_inside_and_only_where_no_way_was_found() -> None:
    said = SAID_INSIDE.format("status")
    assert said in with_way_in(FROM_OUTSIDE[1], recorded(public=False), "status")
    assert said not in with_way_in(FROM_OUTSIDE[1], recorded(public=True), "status")
    assert said not in with_way_in("it does not accept the credential", recorded(public=False), "status")
