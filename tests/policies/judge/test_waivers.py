"""Waivers as a plan has them: read whole or not at all, and matched to a resource by the parts of its name."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.judge.waivers import NoPlanError, Waiver, Waivers, read_waivers

PLAN = """\
name: atlas
storage: [{name: models}, {name: datasets-raw}]
clusters:
  - {name: train, pools: [{name: head}, {name: gpu}]}
  - {name: train-2, pools: [{name: head}]}
waivers:
"""
ENTRY = "{rule: require-zones, resource: train, reason: 'one zone, now', owner: me@example.com, expires: 2027-03-31}"
NAMES = frozenset({"models", "datasets-raw", "train", "train/head", "train/gpu", "train-2", "train-2/head"})
KNOWN = Waivers(plan="atlas", names=NAMES)


def test_a_waiver_is_read_with_all_that_it_says() -> None:
    found = read_waivers(f"{PLAN}  - {ENTRY}\n")
    assert found.given == (
        Waiver(
            place="waivers[0]",
            rule="require-zones",
            resource="train",
            reason="one zone, now",
            owner="me@example.com",
            expires=date(2027, 3, 31),
        ),
    )
    assert (found.plan, found.names, found.malformed) == ("atlas", NAMES, ()), "what a resource can belong to"


def test_a_waiver_says_rule_resource_reason_owner_and_end() -> None:
    assert str(read_waivers(f"{PLAN}  - {ENTRY}\n").given[0]) == (
        "waivers[0]: train may break require-zones through 2027-03-31, for this reason: one zone, now; "
        "owner: me@example.com"
    )


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.replace(", owner: me@example.com", ""),
        ENTRY.replace("owner: me@example.com", "owner: ''"),
        ENTRY.replace("owner:", "ownr:"),
        ENTRY.replace("{rule", "{note: x, rule"),
        ENTRY.replace("{rule", "{rule: other, rule"),
        ENTRY.replace("2027-03-31", "never"),
        ENTRY.replace("2027-03-31", "2027-02-30"),
        ENTRY.replace("2027-03-31", "20270331"),
        ENTRY.replace("'one zone, now'", '"one \\e[2J zone"'),
        ENTRY.replace("'one zone, now'", '"one\\nzone"'),
        ENTRY.replace("'one zone, now'", "[one, zone]"),
        ENTRY.replace("one zone", "x" * 201),
        "require-zones",
        "[]",
    ],
)
def test_an_entry_that_is_no_waiver_waives_nothing_and_is_told(entry: str) -> None:
    found = read_waivers(f"{PLAN}  - {ENTRY}\n  - {entry}\n")
    assert [each.place for each in found.given] == ["waivers[0]"], "the other one holds"
    assert found.malformed == ("waivers[1]",), "its owner believes that it holds"


@pytest.mark.parametrize(
    "text", ["", "name: atlas\n", "waivers:\n", "waivers: []\n", "waivers: {a: b}\n", "# waivers\n{}"]
)
def test_a_plan_without_waivers_has_none(text: str) -> None:
    assert read_waivers(text).given == ()


@pytest.mark.parametrize(
    "text",
    [
        "waivers: [",
        "- waivers",
        "waivers",
        "waivers: []\nwaivers: []\n",
        "waivers: []\n---\nwaivers: []\n",
        "waivers: " + "[" * 200,
        "waivers: \x00",
    ],
)
def test_what_is_no_plan_waives_nothing(text: str) -> None:
    with pytest.raises(NoPlanError):
        read_waivers(text)


def test_tags_have_no_effect() -> None:
    tagged = ENTRY.replace("rule: require-zones", "rule: !!python/name:os.system require-zones")
    assert read_waivers(f"{PLAN}  - {tagged}\n").given[0].rule == "require-zones", (
        "a plan is text, nothing is called"
    )


def test_aliases_are_not_multiplied() -> None:
    pools = ", ".join(f"{{name: p{index}}}" for index in range(200))
    clusters = "\n".join(["clusters:", f"  - &c {{name: c, pools: [{pools}]}}", *["  - *c"] * 1000])
    with pytest.raises(NoPlanError, match="more names"):
        read_waivers(f"name: atlas\n{clusters}\nwaivers: []\n")


@pytest.mark.parametrize(
    ("named", "logical_name", "belongs"),
    [
        ("models", "storage-closed-models", True),
        ("models", "models", True),
        ("models", "storage-closed-models-eu", True),
        ("models", "storage-supermodels", False),
        ("models", "storage-closed-registry", False),
        ("datasets-raw", "volume-datasets-raw", True),
        ("datasets-raw", "volume-datasets", False),
        ("datasets-raw", "volume-raw-datasets", False),
        ("train", "pools-train-gpu-spot", True),
        ("train", "train-head-0", True),
        ("train", "namespace-atlas-train", True),
        ("train", "pools-train-2-head-spot", False),
        ("train", "configmap-train-2-train", True),
        ("train-2", "pools-train-2-head-spot", True),
        ("train/gpu", "pools-train-gpu-spot", True),
        ("train/gpu", "pools-train-head-spot", False),
        ("train/gpu", "pools-train", False),
        ("train/head", "pools-train-2-head", False),
        ("atlas", "anything", True),
        ("serve", "pools-serve-head", False),
    ],
)
def test_a_resource_belongs_to_what_its_name_has_in_whole_parts(
    named: str, logical_name: str, belongs: bool
) -> None:
    assert KNOWN.covers(named, logical_name) is belongs


def test_a_resource_that_two_names_fit_equally_belongs_to_neither() -> None:
    known = Waivers(plan="atlas", names=frozenset({"train", "train/big", "train-big", "train-big/head"}))
    assert not known.covers("train/big", "pools-train-big"), "nobody can tell"
    assert not known.covers("train-big", "pools-train-big"), "nobody can tell"
    assert known.covers("train-big", "pools-train-big-head"), "this is its own pool"


def test_a_name_shared_with_the_plan_means_the_smaller_thing() -> None:
    known = Waivers(plan="train", names=frozenset({"train", "models"}))
    assert not known.covers("train", "storage-closed-models"), "who meant all has to name the plan otherwise"


@pytest.mark.parametrize(
    ("named", "logical_name"),
    [
        ("cluster", "cluster-control-plane"),
        ("logs", "storage-access-logs"),
        ("access-logs", "storage-access-logs"),
        ("train-logs", "statefulset-atlas-train-train-logs"),
        ("serving", "firewall-group-serving"),
        ("training-eu", "network-subnet-training-eu-west-1a"),
        ("system/default", "pools-system-default"),
    ],
)
def test_what_is_of_all_or_of_others_belongs_to_no_cluster_or_store(named: str, logical_name: str) -> None:
    known = Waivers(plan="atlas", names=frozenset({named, "train"}))
    assert not known.covers(named, logical_name), "a word of ours is in names of what belongs to others"
    assert known.covers("atlas", logical_name), "it belongs to the plan"


def test_only_waivers_of_the_rule_are_found() -> None:
    known = read_waivers(f"{PLAN}  - {ENTRY}\n  - {ENTRY.replace('require-zones', 'require-keys')}\n")
    assert [each.place for each in known.of("require-keys", "pools-train-gpu")] == ["waivers[1]"]
    assert list(known.of("require-keys", "storage-models")) == [], "it is for train"


PARTS = st.lists(st.sampled_from(["x", "y", "z", "2"]), min_size=1, max_size=3).map("-".join)


@given(st.sets(PARTS, min_size=1, max_size=4), PARTS)
def test_no_resource_belongs_to_a_name_that_it_does_not_have(names: set[str], logical_name: str) -> None:
    known = Waivers(plan="atlas", names=frozenset(names))
    owners = [name for name in names if known.covers(name, logical_name)]
    assert all(f"-{owner}-" in f"-{logical_name}-" for owner in owners), (
        "the parts are whole, and beside one another"
    )
    longest = [name for name in names if logical_name == name]
    assert set(longest) <= set(owners), "what is named as it is belongs to it"


@given(st.text(max_size=40) | st.text(alphabet="waivers: []{}&*!-\n", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found: Any = None
    try:
        found = read_waivers(f"waivers:\n{text}")
    except NoPlanError:
        return
    assert isinstance(found, Waivers)
