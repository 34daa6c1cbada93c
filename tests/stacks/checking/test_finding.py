"""Whatever is said of a plan becomes a finding with its place, its outcome and its remedy."""

import pytest

from components.plan.errors import PlanError
from components.plan.tree import Tree
from components.topology.errors import TopologyError
from stacks.checking.finding import of_errors, of_packs, of_topology, path_in, place_of, unjudged
from stacks.events import Violation

DOCUMENT = {"clusters": ({"name": "serve"}, {"name": "train", "pools": ({"name": "gpu", "count": 1},)})}
SAYS = 'Storage is encrypted. hosts:Volume "v": encryption is none Remedy: encrypt it References: NIST SC-28, PCI 3'


def violation(
    level: str = "mandatory", rule: str = "require-encrypted-storage", message: str = SAYS
) -> Violation:
    return Violation(
        level=level,
        policy=f"groundplan-security/{rule}",
        resource="hosts:Volume v",
        message=message,
        severity="critical",
    )


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("clusters[train].pools[gpu].count", ("clusters", 1, "pools", 0, "count")),
        ("clusters[train].pools[none].count", ("clusters", 1, "pools")),
        ("clusters", ("clusters",)),
        ("budget", ()),
    ],
)
def test_names_in_a_path_become_positions_as_far_as_the_plan_goes(
    written: str, path: tuple[str | int, ...]
) -> None:
    assert path_in(written, DOCUMENT) == path


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (("clusters", 1, "pools", 0, "count"), "clusters[train].pools[gpu].count"),
        (("waivers", 0, "expires"), "waivers[require-x of serve].expires"),
        (("zones", 1), "zones[b]"),
        (("clusters", 7, "pools", 0), "clusters[7].pools[0]"),
        (("clusters", 2), "clusters[2]"),
        ((), "plan"),
    ],
)
def test_a_place_is_known_by_the_names_of_what_it_is_in_which_stay_while_positions_change(
    path: tuple[str | int, ...], named: str
) -> None:
    waivers = ({"rule": "require-x", "resource": "serve"},)
    document = {"clusters": (*DOCUMENT["clusters"], {}), "waivers": waivers, "zones": ("a", "b")}
    assert place_of(path, Tree(value=document)).named == named


def test_an_error_of_a_plan_is_known_by_names_as_well() -> None:
    error = PlanError("plan.yaml", 3, 5, "clusters[1].pools[0].count", "too small", "0", "1", "give more")
    (found,) = of_errors([error], Tree(value=DOCUMENT))
    assert found.place and found.place.path == error.path
    assert found.place.named == "clusters[train].pools[gpu].count"


def test_a_refusal_of_the_topology_has_the_line_of_what_it_is_about() -> None:
    tree = Tree(value=DOCUMENT, positions={("clusters", 1, "pools", 0): (7, 6), (): (0, 0)})
    error = TopologyError(path="clusters[train].pools[gpu].machine", asked="a", allowed="b", remedy="c")
    (found,) = of_topology([error], tree)
    assert found.place and (found.place.line, found.place.column) == (8, 7), (
        "the nearest thing that is written"
    )
    assert found.outcome == "refused" and found.remedy == "c"


def test_a_mandatory_breach_refuses_and_keeps_its_remedy_and_references_apart() -> None:
    (found,) = of_packs([violation(), violation()])
    assert (found.outcome, found.severity, found.rule) == ("refused", "critical", "require-encrypted-storage")
    assert found.remedy == "encrypt it" and found.references == ("NIST SC-28", "PCI 3")


def test_a_breach_that_a_waiver_lets_pass_is_waived_and_a_waiver_alone_is_no_finding() -> None:
    guard = "require-every-waiver-shown"
    shown = violation("advisory", guard, "Shown. volume is open Waived by waivers[0]: atlas may break it.")
    alone = violation("advisory", guard, "Shown. waivers[0]: atlas may break it.")
    (found,) = of_packs([shown, alone])
    assert found.outcome == "waived"


def test_what_waits_for_values_is_told_by_rule_and_refuses_nothing() -> None:
    waits = violation("advisory", message="can't run policy 'x' during preview: cannot be judged yet")
    assert list(of_packs([waits])) == [] and unjudged([waits]) == ("require-encrypted-storage",)
