"""What an engine run finds in its environment, where it wants plugins and where it does not."""

import subprocess
import sys
from dataclasses import replace

import pytest

from stacks.session import engine_variables, open_session

pytestmark = pytest.mark.engine

LISTS = [sys.executable, "-m", "pip", "list", "--format", "json"]


@pytest.mark.parametrize("habit", ["PIP_USER", "PIP_LOCAL", None])
def test_who_wants_no_plugins_has_no_packages_listed_whatever_the_habits_of_a_user(
    monkeypatch: pytest.MonkeyPatch, habit: str | None
) -> None:
    if habit:
        monkeypatch.setenv(habit, "1")
    wanting = open_session("local", may_build=False)
    for session, lists_nothing in ((replace(wanting, wants_plugins=False), True), (wanting, False)):
        variables = dict(engine_variables(session))
        assert ("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION" in variables) is lists_nothing
        if lists_nothing:
            done = subprocess.run(LISTS, env=variables, capture_output=True, text=True, check=True)
            assert done.stdout.strip() == "[]", "the engine would fail where pip does"
        else:
            assert "PIP_PATH" not in variables, "who wants plugins has its packages looked at"


def test_memory_is_spent_for_speed_only_where_no_provider_inherits_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GOGC", raising=False)
    wanting = open_session("local", may_build=False)
    alone = replace(wanting, wants_plugins=False)
    assert "GOGC" not in engine_variables(wanting)
    assert engine_variables(alone)["GOGC"] == "400"
    monkeypatch.setenv("GOGC", "50")
    assert engine_variables(alone)["GOGC"] == "50", "who said it knows the machine"
