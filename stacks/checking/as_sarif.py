"""The report as SARIF 2.1.0 (OASIS), which code scanning shows beside the lines of a plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from stacks.checking import wording
from stacks.checking.report import Finding, Outcome, Part, Place, Report, WaiverTold

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
ROOT = "SRCROOT"
"""What the addresses of files are relative to: the root of the repository."""

LEVELS: dict[Outcome, str] = {"refused": "error", "advised": "warning", "waived": "note"}
LOSS = "data-is-lost"
NEW_WAIVER = "waiver-is-new"
LOWERED, ALTERED = "rule-is-lowered", "setting-is-changed"
NOT_ASKED = "rules-on-resources-not-asked"


def as_sarif(report: Report) -> str:
    """Return the report as one run of one tool."""
    results = [
        *_altered(report),
        *_new_waivers(report),
        *(result for part in report.parts for result in _results(part)),
    ]
    driver = {
        "name": "groundplan",
        "semanticVersion": report.version,
        "rules": _rules(report, {str(result["ruleId"]) for result in results}),
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report)],
        "results": results,
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, indent=2, ensure_ascii=False)
        + "\n"
    )


def _rules(report: Report, used: set[str]) -> list[dict[str, Any]]:
    """Return each rule that has a result, by name; what it demands is told by what a finding of it says to do."""
    found: dict[str, dict[str, Any]] = {name: {"id": name} for name in used}
    for part in report.parts:
        for finding in part.findings:
            rule = found[finding.rule]
            if finding.remedy and finding.rule.startswith(("require-", "forbid-", "restrict-")):
                rule["help"] = {"text": finding.remedy}
            if finding.references:
                rule["properties"] = {"tags": list(finding.references)}
    return [found[name] for name in sorted(found)]


def _invocation(report: Report) -> dict[str, Any]:
    """Return how the run went: for which plans no rule on resources was asked is a notification."""
    told = [
        {
            "descriptor": {"id": NOT_ASKED},
            "level": "warning",
            "message": {"text": f"rules on resources were not asked for {part.file}"},
            "locations": _locations(part.uri, None),
        }
        for part in report.unjudged_parts
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": told}


def _altered(report: Report) -> Iterator[dict[str, Any]]:
    for each in report.altered:
        rule, level = (LOWERED, "warning") if each.lowers else (ALTERED, "note")
        yield _result(rule, level, wording.altered_text(each), each.file, None)


def _new_waivers(report: Report) -> Iterator[dict[str, Any]]:
    for part, waiver in report.new_waivers:
        yield _result(NEW_WAIVER, "note", f"new waiver: {wording.waiver_text(waiver)}", part.uri, waiver)


def _results(part: Part) -> Iterator[dict[str, Any]]:
    for text in wording.lost_texts(part):
        yield _result(LOSS, "warning", f"{wording.DATA_LOST}: {text}", part.uri, None)
    for finding in part.findings:
        text = wording.finding_text(finding)
        about = f"{finding.resource}: {text}" if finding.resource else text
        result = _result(finding.rule, LEVELS[finding.outcome], about, part.uri, finding)
        if finding.outcome == "waived":
            result["suppressions"] = [{"kind": "external", "justification": "waived by the plan"}]
        result["properties"] = {"severity": finding.severity}
        yield result


def _result(rule: str, level: str, text: str, uri: str, found: Finding | WaiverTold | None) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": _locations(uri, found.place if found else None),
    }


def _locations(uri: str, place: Place | None) -> list[dict[str, Any]]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(uri), "uriBaseId": ROOT}}
    if place is not None and place.line is not None and place.column is not None:
        location["region"] = {"startLine": place.line, "startColumn": place.column}
    else:
        location["region"] = {"startLine": 1}  # code scanning shows nothing that has no line
    return [{"physicalLocation": location}]
