"""The rules see past errors elsewhere, add no noise of their own, and each refuses something."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.document import Unreadable, read_document
from components.plan.draft import Draft
from components.plan.examination import examine
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.refusals import unbuilt_findings
from components.plan.rules import RULES, rule_findings
from components.plan.rules.callers import callers_ask_a_served_model
from components.plan.section import Section
from components.plan.shapes import Shape, shapes
from components.topology.names import namespace_name
from components.topology.places import RESERVED_PARTS

BAD_PLANS = sorted((Path(__file__).parent / "bad_plans").glob("*.yaml"))
HEAD = {"name": "head", "machine": {"cpu": 1, "memory": "2GiB"}, "count": 1}


def plan(**changes: Any) -> dict[str, Any]:
    """Return a good local plan as the loader reads it, with changes at the top level."""
    cluster = {"name": "train", "purpose": "training", "pools": (HEAD,)}
    store = {"name": "kept", "holds": "checkpoints", "size": "1GiB"}
    return {"name": "small", "target": "local", "storage": (store,), "clusters": (cluster,)} | changes


def paths(findings: list[Finding]) -> list[tuple[str | int, ...]]:
    """Return where the findings are."""
    return [finding.path for finding in findings]


@cache
def bad_drafts() -> tuple[Draft, ...]:
    """Return every readable bad plan as the rules meet it."""
    drafts = []
    for path in BAD_PLANS:
        try:
            _, draft, _ = examine(read_document(path.read_bytes().decode("utf-8", "replace")))
        except Unreadable:
            continue
        drafts.append(draft)
    return tuple(draft for draft in drafts if () not in draft.faults)


def fields(
    section: type[Section], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Shape]]:
    """Yield path and shape of every field, the first entry of each list standing for all."""
    for name, shape in shapes(section).items():
        yield (*path, name), shape
        if shape.section:
            yield from fields(shape.section, (*path, name, 0) if shape.is_list else (*path, name))


REFUSED_ON_LOCAL = [path for path, shape in fields(Plan, ()) if shape.row.local]


def with_value(value: Any, path: tuple[str | int, ...], given_value: Any) -> Any:
    """Return a copy of a value in which another one stands at a path."""
    if not path:
        return given_value
    if isinstance(path[0], int):
        return (with_value(value[0] if value else {}, path[1:], given_value),)
    return {**(value or {}), path[0]: with_value((value or {}).get(path[0]), path[1:], given_value)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_refuses_one_of_the_named_bad_plans(rule: Callable[[Draft], Iterator[Finding]]) -> None:
    refused = any(any(rule(draft)) for draft in bad_drafts())
    assert refused, "a rule that no named plan breaks could be lost unseen"


@pytest.mark.parametrize("path", REFUSED_ON_LOCAL, ids=lambda path: ".".join(map(str, path)))
def test_local_refuses_each_field_that_its_row_says_it_cannot_do(path: tuple[str | int, ...]) -> None:
    value = with_value(plan(), path, "another value")
    assert path in paths(rule_findings(Draft(value))), "silently dropped fields are lies"


def test_exactly_the_namespaces_of_a_plan_are_no_callers() -> None:
    parts = {*RESERVED_PARTS, "serve", "train"}
    own = [namespace_name("small", part) for part in sorted(parts)]
    others = ("small-shop", "other-train", "smaller-train")
    serve = {"name": "serve", "purpose": "serving", "pools": (HEAD,), "callers": (*own, *others)}
    draft = Draft(plan(target="kubernetes", clusters=(*plan()["clusters"], serve)))
    refused = paths(list(callers_ask_a_served_model(draft)))
    assert refused == [("clusters", 1, "callers", index) for index in range(len(own))], (
        "by the names that are made"
    )
    nameless = Draft(plan(name=None, clusters=({**serve, "callers": others},)))
    assert list(callers_ask_a_served_model(nameless)) == []


def test_a_good_plan_breaks_no_rule() -> None:
    assert rule_findings(Draft(plan())) == []
    assert unbuilt_findings(Draft(plan())) == []


def test_what_is_wrong_in_a_pool_does_not_hide_what_is_wrong_with_the_cluster() -> None:
    cluster = {"name": "train", "purpose": "training", "pools": ({**HEAD, "count": "x"},)}
    faults = frozenset({("clusters", 0, "pools", 0, "count")})
    found = rule_findings(Draft(plan(clusters=(cluster,), storage=()), faults))
    assert paths(found) == [("clusters", 0, "purpose")], "training still has no place for checkpoints"


def test_a_store_whose_purpose_is_unclear_is_not_reported_as_missing() -> None:
    store = {"name": "kept", "holds": "checkpoint", "size": "1GiB"}
    found = rule_findings(Draft(plan(storage=(store,)), frozenset({("storage", 0, "holds")})))
    assert found == [], "the misspelt store is one error, not two"


def test_a_misspelt_section_is_not_reported_as_missing() -> None:
    value = {key.replace("storage", "storge"): entry for key, entry in plan().items()}
    assert rule_findings(Draft(value, frozenset({("storge",), ("storage",)}))) == [], "one error, not two"


def test_a_reference_to_an_entry_with_another_error_is_no_error() -> None:
    demand = {"name": "a", "cluster": "train", "train": {"parameters": "7B", "tokens": "1B"}}
    cluster = {**plan()["clusters"][0], "purpose": "trainin"}
    faults = frozenset({("clusters", 0, "purpose")})
    assert rule_findings(Draft(plan(workloads=(demand,), clusters=(cluster,)), faults)) == []


@given(
    value=st.recursive(st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.tuples(inner, inner))
)
def test_entries_and_values_of_anything_are_empty(value: Any) -> None:
    draft = Draft({"storage": value})
    assert all(draft.at(*entry, "name") is None for entry in draft.entries("storage")), "no mapping, no name"
