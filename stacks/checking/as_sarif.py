"""The report as SARIF 2.1.0 (OASIS), which code scanning shows beside the lines of a plan."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from stacks.checking import wording
from stacks.checking.finding import WAIVED_BY
from stacks.checking.report import Finding, Outcome, Part, Place, Report, Severity, WaiverTold

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
ROOT = "SRCROOT"
"""What the addresses of files are relative to: the root of the repository."""

LEVELS: dict[Outcome, str] = {
    "refused": "error",
    "failed": "error",
    "advised": "warning",
    "waived": "note",
}
SECURITY_SEVERITIES: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""GitHub, "SARIF support for code scanning": above 9.0 is critical, from 7.0 high, from 4.0 medium, else low."""
OF_SECURITY = ("NIST SP 800", "CIS ", "SOC 2", "AWS FSBP")
"""How references begin that are controls of security; code scanning shows a severity of what is tagged so."""
FINGERPRINT = "primaryLocationLineHash"
"""The one fingerprint that code scanning reads: an alert stays the same one while it is equal."""

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
    _count(results)
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
    found = {name: {"id": name, "shortDescription": {"text": _in_words(name)}} for name in used}
    for part in report.parts:
        for finding in part.findings:
            found[finding.rule] |= _described(finding)
    return [found[name] for name in sorted(found)]


def _in_words(rule: str) -> str:
    return f"{rule.replace('-', ' ').capitalize()}."


def _described(finding: Finding) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if finding.remedy and finding.rule.startswith(("require-", "forbid-", "restrict-")):
        described["help"] = {"text": finding.remedy}
    if finding.references:
        is_of_security = any(each.startswith(OF_SECURITY) for each in finding.references)
        properties: dict[str, Any] = {
            "tags": [*(["security"] if is_of_security else []), *finding.references]
        }
        if is_of_security:
            properties["security-severity"] = SECURITY_SEVERITIES[finding.severity]
        described["properties"] = properties
    return described


def _invocation(report: Report) -> dict[str, Any]:
    """Return how the run went: for which plans no rule on resources was asked is a notification.

    Where the engine could not be asked that is an error, and the run did not succeed.
    """
    told = [
        {
            "descriptor": {"id": NOT_ASKED},
            "level": "error" if part.is_failed else "warning",
            "message": {"text": f"rules on resources were not asked for {part.file}"},
            "locations": _locations(part.uri, None),
        }
        for part in report.unjudged_parts
    ]
    has_failed = any(part.is_failed for part in report.parts)
    return {"executionSuccessful": not has_failed, "toolExecutionNotifications": told}


def _altered(report: Report) -> Iterator[dict[str, Any]]:
    for each in report.altered:
        rule, level = (
            LOWERED if each.lowers else ALTERED,
            "warning" if each.lowers or each.may_lower else "note",
        )
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
    locations = _locations(uri, found.place if found else None)
    if isinstance(found, Finding) and found.resource:
        locations[0]["logicalLocations"] = [{"fullyQualifiedName": found.resource, "kind": "resource"}]
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": locations,
        "partialFingerprints": {FINGERPRINT: _fingerprint(rule, text, uri, found)},
    }


def _fingerprint(rule: str, text: str, uri: str, found: Finding | WaiverTold | None) -> str:
    """Return what stays while the same thing breaks the same rule, whatever line it is in by now.

    A resource may break one rule in several places, which its text alone tells apart.
    """
    about = [text]
    if isinstance(found, Finding) and found.resource:
        about = [found.resource, WAIVED_BY.split(found.text)[0]]
    elif found is not None and found.place:
        about = [found.place.named or found.place.path]
    return hashlib.sha256(json.dumps([rule, uri, *about]).encode()).hexdigest()[:16]


def _count(results: Sequence[dict[str, Any]]) -> None:
    """Number the results that nothing else tells apart: code scanning shows one of those with equal fingerprints."""
    seen: Counter[str] = Counter()
    for result in results:
        digest = result["partialFingerprints"][FINGERPRINT]
        seen[digest] += 1
        result["partialFingerprints"][FINGERPRINT] = f"{digest}:{seen[digest]}"


def _locations(uri: str, place: Place | None) -> list[dict[str, Any]]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(uri), "uriBaseId": ROOT}}
    if place is not None and place.line is not None and place.column is not None:
        location["region"] = {"startLine": place.line, "startColumn": place.column}
    else:
        location["region"] = {"startLine": 1}  # code scanning shows nothing that has no line
    return [{"physicalLocation": location}]
