"""The report as JUnit XML: a suite for each plan, a case for each rule that spoke, and one that tells of the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from components.plan.tree import printable
from stacks.checking import wording
from stacks.checking.as_text import as_text
from stacks.checking.report import Finding, Outcome, Part, Report

OUTCOMES: dict[Outcome, str] = {
    "refused": "failure",
    "failed": "error",
    "waived": "skipped",
    "advised": "system-out",
}
"""Outcome of findings -> the element of a case that tells of them."""

ALL_ELSE = "nothing else is refused"
"""The case that a plan without findings has as well: a suite without cases counts as one that did not run."""


def as_junit(report: Report) -> str:
    """Return the report; what is refused is a failure, what nobody could judge an error, and what is waived is skipped.

    Advice passes and is written out.
    """
    suites = Element("testsuites", name="groundplan check")
    for part in report.parts:
        _suite(suites, part, report)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _suite(suites: Element, part: Part, report: Report) -> None:
    suite = SubElement(suites, "testsuite", name=printable(part.file))
    rules: dict[str, list[Finding]] = defaultdict(list)
    for outcome in OUTCOMES:
        for finding in part.found(outcome):
            rules[finding.rule].append(finding)
    for rule, found in rules.items():
        _case(suite, part, rule, found)
    SubElement(suite, "testcase", classname=printable(part.file), name=ALL_ELSE)
    out = SubElement(suite, "system-out")
    out.text = _text(as_text(replace(report, parts=(part,))))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))


def _case(suite: Element, part: Part, rule: str, found: list[Finding]) -> None:
    case = SubElement(suite, "testcase", classname=printable(part.file), name=rule)
    for outcome, tag in OUTCOMES.items():
        texts = [_told(part, finding) for finding in found if finding.outcome == outcome]
        if not texts or (tag == "skipped" and case.find("failure") is not None):
            continue
        element = SubElement(case, tag)
        element.text = _text("\n".join(texts))
        if tag != "system-out":
            element.set("message", printable(texts[0]))
        if tag in ("failure", "error"):
            element.set("type", found[0].severity)


def _told(part: Part, finding: Finding) -> str:
    return f"{wording.where(part, finding)}: {wording.about(finding)}{wording.finding_text(finding)}"


def _text(text: str) -> str:
    """Return a text without what XML cannot have."""
    return "\n".join(map(printable, text.split("\n")))
