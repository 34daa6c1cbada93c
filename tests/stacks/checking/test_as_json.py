"""The JSON report has all that is known, with money as numbers."""

import json

from stacks.checking.as_json import as_json
from tests.stacks.checking.reports import FAILED, NOT_ANSWERED, QUIET, REPORT


def test_the_document_has_the_verdict_the_new_waivers_and_every_plan() -> None:
    document = json.loads(as_json(REPORT))
    assert document["refused"] is True and [each["resource"] for each in document["new_waivers"]] == ["serve"]
    assert [(each["key"], each["lowers"]) for each in document["changed_settings"]] == [
        ("require-x", True),
        ("groundplan:kubernetes-version", False),
    ]
    (plan,) = document["plans"]
    assert plan["prices"]["month"] == {"from": 0.0, "to": 1752.0}, "6 machines at 0.4 USD for 730 hours"
    assert plan["prices"]["month_before"] == {"from": 0.0, "to": 1168.0}
    assert plan["prices"]["pools"][1]["now"]["hourly"] is None, "what is not known is null"
    assert [change["operation"] for change in plan["changes"]] == ["create", "update", "replace"]
    assert len(plan["loses_data"]) == 2


def test_where_no_engine_was_asked_the_changes_are_null() -> None:
    document = json.loads(as_json(QUIET))
    assert document["refused"] is False and document["plans"][0]["changes"] is None
    assert document["rules_on_resources_not_asked"] == ["local.yaml"]


def test_a_plan_that_the_engine_did_not_answer_about_stands_beside_the_others() -> None:
    document = json.loads(as_json(NOT_ANSWERED))
    assert document["failed"] is True and document["rules_on_resources_not_asked"] == ["b.yaml"]
    whole, failed = document["plans"]
    assert whole["changes"] and [each["rule"] for each in failed["findings"]] == [FAILED.rule]
    assert "the simulated provider did not start" in failed["findings"][0]["text"]
