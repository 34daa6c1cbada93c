"""The SARIF has the shape that OASIS wrote down, and the line and column of what stands in the plan."""

import json
from dataclasses import replace

from stacks.checking.as_sarif import ROOT, SECURITY_SEVERITIES, as_sarif
from stacks.checking.report import Part
from tests.stacks.checking.reports import FAILED, NOT_ANSWERED, PART, QUIET, REFUSED, REPORT, WAIVED

LEVELS = {"none", "note", "warning", "error"}


def test_the_document_is_a_log_of_one_run_whose_results_name_rules_of_its_driver() -> None:
    document = json.loads(as_sarif(REPORT))
    assert document["version"] == "2.1.0" and document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(names) == len(set(names)), "a rule is described once"
    for result in run["results"]:
        assert result["ruleId"] in names and result["level"] in LEVELS and result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uriBaseId"] == ROOT
        is_setting = result["ruleId"] in ("rule-is-lowered", "setting-is-changed")
        assert physical["artifactLocation"]["uri"].startswith("stacks/config/" if is_setting else "plans/")
        assert physical["region"]["startLine"] >= 1, "code scanning shows nothing without a line"
    assert ROOT in run["originalUriBaseIds"]


def test_what_stands_in_the_plan_has_its_line_and_column() -> None:
    results = json.loads(as_sarif(REPORT))["runs"][0]["results"]
    refused = next(result for result in results if result["ruleId"] == REFUSED.rule)
    assert refused["locations"][0]["physicalLocation"]["region"] == {"startLine": 17, "startColumn": 60}
    assert refused["level"] == "error" and "lower `count`" in refused["message"]["text"]


def test_what_is_waived_is_a_suppressed_note() -> None:
    results = json.loads(as_sarif(REPORT))["runs"][0]["results"]
    waived = next(result for result in results if result["ruleId"] == WAIVED.rule)
    assert waived["level"] == "note" and waived["suppressions"], "it is seen, and fails nothing"


def test_code_scanning_is_told_what_a_rule_is_and_how_severe() -> None:
    (run,) = json.loads(as_sarif(REPORT))["runs"]
    by_name = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert all(rule["shortDescription"]["text"] for rule in by_name.values())
    described = by_name[REFUSED.rule]
    assert described["properties"]["tags"][0] == "security" and described["shortDescription"][
        "text"
    ].endswith(".")
    assert described["properties"]["security-severity"] == SECURITY_SEVERITIES[REFUSED.severity]


def test_a_finding_is_the_same_alert_on_another_line_and_another_one_elsewhere() -> None:
    assert REFUSED.place is not None
    moved = replace(REFUSED, place=replace(REFUSED.place, line=99))
    elsewhere = replace(REFUSED, place=replace(REFUSED.place, path="clusters[1]"))
    as_it_is, as_moved, as_another = (
        fingerprint(replace(PART, findings=(each,))) for each in (REFUSED, moved, elsewhere)
    )
    assert as_it_is == as_moved != as_another


def test_an_entry_that_comes_above_another_closes_and_opens_no_alert() -> None:
    assert REFUSED.place is not None
    first, second = (
        replace(REFUSED, place=replace(REFUSED.place, path=f"clusters[{index}]", named="clusters[train]"))
        for index in (0, 1)
    )
    assert fingerprint(replace(PART, findings=(first,))) == fingerprint(replace(PART, findings=(second,)))


def test_a_finding_of_a_pack_stands_at_its_place_and_stays_one_alert_wherever_that_is() -> None:
    about = replace(REFUSED, resource="Bucket x", text="it is open")
    assert about.place is not None
    moved = replace(about, place=replace(about.place, line=99, path="storage[7]", named="storage[x]"))
    nowhere = replace(about, place=None)
    as_it_is, *others = (fingerprint(replace(PART, findings=(each,))) for each in (about, moved, nowhere))
    assert others == [as_it_is] * 2
    (waived,) = [
        each for each in json.loads(as_sarif(REPORT))["runs"][0]["results"] if each["ruleId"] == WAIVED.rule
    ]
    assert waived["locations"][0]["physicalLocation"]["region"] == {"startLine": 9, "startColumn": 5}


def test_a_plan_that_the_engine_did_not_answer_about_is_an_error_of_the_run() -> None:
    (run,) = json.loads(as_sarif(NOT_ANSWERED))["runs"]
    (result,) = [each for each in run["results"] if each["ruleId"] == FAILED.rule]
    assert result["level"] == "error" and "did not start" in result["message"]["text"]
    assert any(each["ruleId"] == REFUSED.rule for each in run["results"]), "the other plan's stand"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error"]


def test_two_findings_of_one_rule_on_one_resource_are_two_alerts_and_one_stays_when_the_other_is_mended() -> (
    None
):
    of_a, of_b = (
        replace(REFUSED, place=None, resource="Deployment x", text=f"container {name}") for name in "ab"
    )
    both = fingerprints(replace(PART, findings=(of_a, of_b)))
    assert len(set(both)) == 2, "code scanning shows one of those that are equal"
    assert fingerprints(replace(PART, findings=(of_b,))) == both[1:]


def test_findings_that_say_the_same_of_the_same_are_counted() -> None:
    first, second = fingerprints(replace(PART, findings=(REFUSED, REFUSED)))
    assert first.removesuffix(":1") == second.removesuffix(":2") and first != second


def test_a_waived_finding_is_the_same_alert_where_its_waiver_stands_in_another_line_of_them() -> None:
    first, second = (
        replace(
            REFUSED, place=None, resource="Bucket x", text=f"it is open. Waived by waivers[{index}]: moving"
        )
        for index in (0, 1)
    )
    assert fingerprint(replace(PART, findings=(first,))) == fingerprint(replace(PART, findings=(second,)))


def fingerprint(part: Part) -> str:
    (found,) = fingerprints(part)
    return found


def fingerprints(part: Part) -> list[str]:
    results = json.loads(as_sarif(replace(REPORT, parts=(part,))))["runs"][0]["results"]
    found = [each for each in results if each["ruleId"] == REFUSED.rule]
    return [each["partialFingerprints"]["primaryLocationLineHash"] for each in found]


def test_what_a_finding_of_a_pack_is_about_is_its_logical_location() -> None:
    results = json.loads(as_sarif(REPORT))["runs"][0]["results"]
    named = [
        each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        for each in results
        if "logicalLocations" in each["locations"][0]
    ]
    assert named == [finding.resource for finding in PART.findings if finding.resource]


def test_a_report_without_findings_has_no_results_and_says_for_which_plans_no_rule_was_asked() -> None:
    (run,) = json.loads(as_sarif(QUIET))["runs"]
    assert run["results"] == []
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "not asked for local.yaml" in told["message"]["text"]
    assert json.loads(as_sarif(REPORT))["runs"][0]["invocations"][0]["toolExecutionNotifications"] == []
