"""The SARIF has the shape that OASIS wrote down, and the line and column of what stands in the plan."""

import json

from stacks.checking.as_sarif import ROOT, as_sarif
from tests.stacks.checking.reports import QUIET, REFUSED, REPORT, WAIVED

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


def test_a_report_without_findings_has_no_results_and_says_for_which_plans_no_rule_was_asked() -> None:
    (run,) = json.loads(as_sarif(QUIET))["runs"]
    assert run["results"] == []
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "not asked for local.yaml" in told["message"]["text"]
    assert json.loads(as_sarif(REPORT))["runs"][0]["invocations"][0]["toolExecutionNotifications"] == []
