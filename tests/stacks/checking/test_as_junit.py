"""The JUnit report fails for what is refused, and is XML whatever a plan has in it."""

from xml.etree.ElementTree import Element, fromstring

from stacks.checking.as_junit import ALL_ELSE, as_junit
from stacks.checking.report import Report
from tests.stacks.checking.reports import FAILED, NOT_ANSWERED, QUIET, REFUSED, REPORT, WAIVED


def read(report: Report) -> Element:
    return fromstring(as_junit(report))  # noqa: S314 - it is ours


def test_a_refusal_is_a_failure_and_a_waiver_a_skip() -> None:
    (suite,) = read(REPORT).findall("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    failure = cases[REFUSED.rule].find("failure")
    assert failure is not None and "plans/atlas.yaml:17:60" in (failure.get("message") or "")
    assert cases[WAIVED.rule].find("skipped") is not None


def test_all_else_of_the_report_is_written_out() -> None:
    out = read(REPORT).find("testsuite/system-out")
    assert (
        out is not None and "NEW WAIVER" in (out.text or "") and "price of the machines" in (out.text or "")
    )


def test_a_plan_without_findings_has_a_case_that_passes() -> None:
    (case,) = read(QUIET).findall("testsuite/testcase")
    assert case.get("name") == ALL_ELSE and len(case) == 0


def test_a_plan_that_the_engine_did_not_answer_about_is_an_error_and_the_other_suites_stand() -> None:
    whole, failed = read(NOT_ANSWERED).findall("testsuite")
    assert (whole.get("failures"), whole.get("errors")) == ("1", "0")
    assert (failed.get("failures"), failed.get("errors")) == ("0", "1")
    error = failed.find(f"testcase[@name='{FAILED.rule}']/error")
    assert error is not None and "did not start" in (error.get("message") or "")


def test_a_finding_of_a_pack_has_its_place_and_names_its_resource() -> None:
    skipped = read(REPORT).find(f"testsuite/testcase[@name='{WAIVED.rule}']/skipped")
    assert skipped is not None
    assert (skipped.text or "").startswith(f"plans/atlas.yaml:9:5: {WAIVED.resource}: encryption is none")
