"""Keys that a cloud replaced are told by `status`, `drift` and `doctor`, and only where somebody can be asked."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from components import targets
from components.topology.asking import CannotAsk, NoCredentials
from stacks.cli import drift, status
from stacks.doctor import cloud
from stacks.outdated_keys import KeysInUse, outdated_keys
from stacks.state import Deployment, Resource

SAID = "secrets: version 1 is in use; run `pulumi up --refresh`"
SESSION: Any = SimpleNamespace(stack="team", driver=SimpleNamespace(read_state=lambda: STATE))


def state(target: str) -> Deployment:
    cluster = Resource(urn="c", kind="a:b:Cluster", is_custom=True, is_protected=False, inputs={"key": "1"})
    return Deployment(resources=(cluster,), outputs={"target": target, "clusters": []}, pending=())


STATE = state("azure")


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Let the target azure have a simulated account, in which a key was replaced."""
    module = ModuleType("simulated_cloud.key_versions")
    vars(module)["outdated"] = lambda _configured, resources: (SAID,) if resources == [
        ("a:b:Cluster", {"key": "1"})
    ] else ()  # fmt: skip
    monkeypatch.setitem(sys.modules, "simulated_cloud", ModuleType("simulated_cloud"))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(targets.TARGETS, "azure", "simulated_cloud.platform")
    return module


def test_a_stack_of_azure_is_asked_about(simulated: ModuleType) -> None:
    assert outdated_keys(SESSION, STATE) == KeysInUse((SAID,))
    assert outdated_keys(SESSION, state("aws")) == KeysInUse() == outdated_keys(SESSION, None)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NoCredentials("none here"), None),
        (CannotAsk("no right"), "whether keys in use are the newest is not known: no right"),
    ],
)
def test_without_credentials_nothing_is_said_and_without_the_right_that(
    error: CannotAsk, told: str | None, simulated: ModuleType
) -> None:
    def failing(_configured: object, _resources: object) -> None:
        raise error

    vars(simulated)["outdated"] = failing
    found = outdated_keys(SESSION, STATE)
    assert found == KeysInUse(unknown=told)
    assert "outdated_keys" not in found.entries(), "whoever counts them would see a key"


def test_status_tells_it(
    simulated: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(status, "open_session", lambda *_given, **_named: SESSION)
    monkeypatch.setattr(status, "stack_outputs", lambda _session: STATE.outputs)
    monkeypatch.setattr(status, "stack_document", lambda *_given: {})
    monkeypatch.setattr(status, "describe", lambda _document: [])
    status.status()
    assert SAID in " ".join(capsys.readouterr().out.split())
    status.status(json=True)
    assert '"outdated_keys"' in capsys.readouterr().out


def test_drift_tells_it_first(
    simulated: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Reached(Exception):
        pass

    def reached(*_given: object) -> None:
        raise Reached

    replaced = {"chosen_plan": None, "load_valid_plan": None, "is_unrecorded": False, "prepare": STATE}
    for name, value in {"open_session": SESSION, **replaced}.items():
        monkeypatch.setattr(drift, name, lambda *_given, value=value, **_named: value)
    monkeypatch.setattr(drift, "needs_providers", reached)
    with pytest.raises(Reached):
        drift.drift()
    assert SAID in " ".join(capsys.readouterr().err.split())


def test_doctor_asks_for_it_where_a_state_is_there(
    simulated: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "is_unrecorded", lambda _session: False)
    monkeypatch.setattr(cloud, "read_state", lambda _session: STATE)
    assert cloud._keys(SESSION, "azure") == (SAID,) and cloud._keys(SESSION, "gcp") == ()
    monkeypatch.setattr(cloud, "is_unrecorded", lambda _session: True)
    assert cloud._keys(SESSION, "azure") == ()
