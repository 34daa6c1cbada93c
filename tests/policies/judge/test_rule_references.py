"""Every reference of a rule is to a standard that is known, in its one spelling, and to a control that it has."""

import re
from pathlib import Path

import pytest

from policies.all.__main__ import RULES
from policies.on_plan import RULES as ON_PLAN
from policies.on_plan import require_valid_waivers as waivers
from tests.policies.on_plan.days import TODAY
from tests.policies.standards import Standard, expanded, fault, standards

KNOWN = standards()
REFERENCES = {rule.name: rule.references for rule in (*RULES, *ON_PLAN, waivers.rule(TODAY, waivable=()))}
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "standards.md"


def cited() -> set[str]:
    """Return every reference of every rule."""
    return {reference for references in REFERENCES.values() for reference in references}


def with_edition() -> dict[str, Standard]:
    """Return the standards that come in editions: all but pages of documentation."""
    return {name: each for name, each in KNOWN.items() if each.edition}


def test_every_reference_is_to_a_control_of_its_standard() -> None:
    faults = [
        f"{rule}: {wrong}"
        for rule, references in REFERENCES.items()
        for reference in references
        if (wrong := fault(reference, KNOWN))
    ]
    assert not faults, "who follows a reference has to find there what the rule asks"


def test_no_rule_names_a_control_twice() -> None:
    assert [rule for rule, references in REFERENCES.items() if len(set(references)) < len(references)] == []


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ("CIS EKS 4.2.6", "CIS EKS has no 4.2.6 in edition 1.8.0"),
        ("CIS AWS Foundations 1.14", "CIS AWS Foundations has no 1.14 in edition 7.0.0"),
        ("PCI DSS 6.3.4", "PCI DSS has no 6.3.4"),
        ("AWS FSBP S3.17", "AWS FSBP has no S3.17"),
        ("NIST SP 800-53 SC-14", "NIST SP 800-53 has no SC-14"),
        ("FinOps Framework: usage optimization", "FinOps Framework has no usage optimization"),
        ("PCI DSS 4.0, 6.3.3", "has a comma"),
        ("CIS AKS Benchmark 1.5 5.5.1", "CIS AKS has no Benchmark"),
        ("FinOps Framework Budgeting", "begins with no standard"),
        ("COBIT DSS05.04", "begins with no standard"),
    ],
)
def test_planted_reference_is_found(reference: str, wrong: str) -> None:
    assert wrong in fault(reference, KNOWN)


@pytest.mark.parametrize(
    ("listed", "meant"),
    [
        ("4.1", ["4.1"]),
        ("4.1..3 5.10", ["4.1", "4.2", "4.3", "5.10"]),
        ("4.9..11", ["4.9", "4.10", "4.11"]),
        ("COST01-BP09..10", ["COST01-BP09", "COST01-BP10"]),
        ("AC-6(9..10)", ["AC-6(9)", "AC-6(10)"]),
        ("164.308(a)(1)(ii)(A)", ["164.308(a)(1)(ii)(A)"]),
    ],
)
def test_range_stands_for_its_numbers(listed: str, meant: list[str]) -> None:
    assert list(expanded(listed)) == meant


def test_every_standard_is_cited_and_says_where_its_numbers_are_from() -> None:
    for name, each in KNOWN.items():
        assert any(one.startswith(name + each.between) for one in cited()), f"{name} is cited by no rule"
    for name, each in with_edition().items():
        assert each.source, f"{name} says nothing of where its numbers were read"


def test_page_names_the_edition_of_every_standard() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == {name: each.edition for name, each in with_edition().items()}
    assert len(rows) == len(with_edition()), "an edition is said once"
