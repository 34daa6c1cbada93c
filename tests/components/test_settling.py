"""A wait for a cloud is as long as it says, on a cloud; a simulated one is not waited for."""

import time

import pytest

from components.attached import ATTACHED
from components.settling import SettlingProvider

PROPS = {"name": "rights", "cloud": "azure-native", "of": ["a"], "made_s": 90.0, "gone_s": 60.0}


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits of a test, none of which takes its time."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.delenv(ATTACHED, raising=False)
    return found


def test_it_waits_after_what_it_depends_on_is_made(waited: list[float]) -> None:
    assert SettlingProvider().create(PROPS).id == "rights", "by its own name"
    assert waited == [90.0], "once, as long as it says"


def test_it_waits_before_what_it_depends_on_goes(waited: list[float]) -> None:
    SettlingProvider().delete("rights", PROPS)
    assert waited == [60.0], "so that a lifted lock is lifted everywhere"


def test_other_seconds_later_wait_for_nothing(waited: list[float]) -> None:
    assert not SettlingProvider().diff("rights", PROPS, {**PROPS, "made_s": 5.0}).changes, (
        "nothing was granted anew"
    )
    assert not waited


def test_what_is_granted_later_is_waited_for_as_well(waited: list[float]) -> None:
    more = {**PROPS, "of": ["a", "b"]}
    assert SettlingProvider().diff("rights", PROPS, more).changes, "a right that came with another plan"
    SettlingProvider().update("rights", PROPS, more)
    assert waited == [90.0], "it holds no sooner than the first did"


@pytest.mark.parametrize(("attached", "waits"), [("azure-native:40001", []), ("kubernetes:40001", [90.0])])
def test_a_simulated_cloud_is_not_waited_for_and_a_simulated_cluster_hides_no_cloud(
    attached: str, waits: list[float], waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ATTACHED, attached)
    SettlingProvider().create(PROPS)
    assert waited == waits, "only the provider of the cloud itself tells"
