"""How often keys are replaced, and what is said where that is not the plan's or leaves something to do."""

import json
import shlex
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from components.azure import rotation
from components.azure.limits import DAY_S
from components.azure.rotation import another
from tests.components.azure import stored


def policy(after: str | None, kind: str = "Rotate") -> Any:
    trigger = SimpleNamespace(time_after_create=after)
    return SimpleNamespace(
        lifetime_actions=[SimpleNamespace(action=SimpleNamespace(type=kind), trigger=trigger)]
    )


def test_a_plan_that_names_no_rhythm_leaves_it_to_the_keys_owner() -> None:
    assert rotation.rotation(None) is None


def test_a_key_of_another_rhythm_is_named_with_the_command_that_changes_it() -> None:
    said = another(policy("P90D"), "keys-vault1", "disks", 180 * DAY_S)
    assert said is not None and said.startswith("encryption.rotation: the key disks is replaced every P90D")
    words = shlex.split(said[said.index("az keyvault") : said.index(", and then")])
    assert words[words.index("--vault-name") + 1] == "keys-vault1"
    (action,) = json.loads(words[words.index("--value") + 1])["lifetimeActions"]
    assert action == {"trigger": {"timeAfterCreate": "P180D"}, "action": {"type": "Rotate"}}


@pytest.mark.parametrize(
    ("has", "words"),
    [
        (SimpleNamespace(lifetime_actions=[]), "the key disks is never replaced by itself"),
        (SimpleNamespace(), "the key disks is never replaced by itself"),
        (policy(None, "Notify"), "the key disks is never replaced by itself"),
        (None, "Azure tells of no policy that replaces the key disks"),
    ],
    ids=["an empty policy", "one without actions", "one that only notifies", "none that is told"],
)
def test_a_key_that_was_made_before_the_plan_named_a_rhythm_is_named_with_the_command_too(
    has: Any, words: str
) -> None:
    said = another(has, "v", "disks", 90 * DAY_S)
    assert said is not None and said.startswith(f"encryption.rotation: {words}"), "no `up` brings it a policy"
    assert "the plan says P90D" in said and "az keyvault key rotation-policy update" in said


def test_a_policy_that_notifies_beside_its_rotation_is_the_plans() -> None:
    both = [*policy(None, "notify").lifetime_actions, *policy("P180D", "rotate").lifetime_actions]
    assert another(SimpleNamespace(lifetime_actions=both), "v", "disks", 180 * DAY_S) is None


@pytest.mark.parametrize("has", [policy("P180D"), policy(None), policy("simulated-1", "simulated-2")])
def test_a_key_whose_rhythm_is_the_plans_or_not_known_is_not_named(has: Any) -> None:
    assert another(has, "v", "disks", 180 * DAY_S) is None


def test_a_rhythm_that_the_owner_chose_is_not_named() -> None:
    assert another(policy("P90D"), "v", "disks", None) is None
    assert another(None, "v", "disks", None) is None


def test_services_that_stay_with_a_version_are_named_with_what_to_run() -> None:
    topology = stored.topology()
    (told,) = rotation.told_by_hand(topology)
    assert not told.supported and "Managed Lustre" in told.reason and "once in 365 days" in told.remedy
    without = tuple(store for store in topology.stores if store.kind == "object")
    (told,) = rotation.told_by_hand(replace(topology, stores=without))
    assert "Lustre" not in told.reason


def test_without_a_key_of_the_customer_there_is_nothing_to_run() -> None:
    topology = stored.topology(encryption={"key": "platform"})
    assert rotation.told_by_hand(topology) == ()


def test_a_policy_is_read_as_the_engine_hands_it_on() -> None:
    action = {"action": {"type": "rotate"}, "trigger": {"time_after_create": "P90D"}}
    assert another({"lifetime_actions": [action]}, "v", "disks", 90 * DAY_S) is None, (
        "outputs that are waited for together come as plain mappings, and every `up` would warn of every key"
    )
    assert "P90D" in (another({"lifetime_actions": [action]}, "v", "disks", 180 * DAY_S) or "")
