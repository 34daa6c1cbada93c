"""What the engine's event log says, told clearly."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from stacks.drifted import Drifted
from stacks.events import (
    Diagnostic,
    EventLog,
    ResourceChange,
    Summary,
    Violation,
    clear_sentence,
    event_log_beside,
    kind_and_name,
    parse_event,
)

URN = (
    "urn:pulumi:local::groundplan::groundplan:hosts:Platform$pulumi-python:dynamic/hosts:Raylet::train-head-0"
)

PROVIDER_TRACEBACK = """Traceback (most recent call last):
  File "/venv/pulumi/dynamic/__main__.py", line 84, in wrapper
    return fn(self, request, context)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/project/components/hosts/providers.py", line 6, in create
    raise HostError("the disk is full")
components.hosts.agent.records.HostError: store models: the disk is full;
  free 2 GiB below /var and run `groundplan up` again

"""


def test_a_provider_traceback_becomes_what_its_exception_says() -> None:
    said = clear_sentence(PROVIDER_TRACEBACK)
    assert said.startswith("HostError: store models: the disk is full;"), "the exception, without its module"
    assert said.endswith("and run `groundplan up` again"), "a message of several lines stays whole"
    assert "File" not in said, "no frame is left"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Program failed with an unhandled exception:\n" + PROVIDER_TRACEBACK, "HostError: store models"),
        ("error: no stack named 'x' found\n", "no stack named 'x' found"),
        ("plan.yaml:3:5: pools[0]: bad\nplan.yaml:9:1: worse", "plan.yaml:3:5: pools[0]: bad\nplan.yaml:9:1"),
        (
            '  File "a.py", line 3\n    x = = 1\n        ^\nSyntaxError: invalid syntax',
            "SyntaxError: invalid",
        ),
    ],
)
def test_every_kind_of_diagnostic_becomes_clear(message: str, said: str) -> None:
    assert clear_sentence(message).startswith(said), f"{message!r} must be told from its true beginning"


def test_a_name_and_a_short_type_stand_for_a_urn() -> None:
    assert kind_and_name(URN) == ("hosts:Raylet", "train-head-0"), (
        "people know types without their module path"
    )
    assert kind_and_name("not a urn") == ("", "not a urn"), "whatever it is, it is told"


def test_steps_are_told_apart_by_stage() -> None:
    begun = {"resourcePreEvent": {"metadata": {"op": "create", "urn": URN}}}
    planned = {"resourcePreEvent": {"metadata": {"op": "create", "urn": URN}, "planning": True}}
    failed = {"resOpFailedEvent": {"metadata": {"op": "create", "urn": URN}}}
    stages = [parse_event(json.dumps(document)) for document in (begun, planned, failed)]
    assert stages == [
        ResourceChange(stage=stage, operation="create", kind="hosts:Raylet", name="train-head-0")
        for stage in ("began", "planned", "failed")
    ], "a planned step must never look like a done one"


def test_a_step_tells_where_it_changes_a_resource_and_no_value() -> None:
    told = {"spec.image": {"diffKind": "update"}}
    for metadata, paths in (
        ({"detailedDiff": told, "diffs": ["spec"]}, ("spec.image",)),
        ({"detailedDiff": None, "diffs": ["spec"]}, ("spec",)),
        ({}, ()),
    ):
        step = {"metadata": {"op": "update", "urn": URN, **metadata}, "planning": True}
        found = parse_event(json.dumps({"resourcePreEvent": step}))
        assert isinstance(found, ResourceChange) and found.paths == paths, "the finest that the engine knows"


def test_the_end_of_a_refresh_tells_what_differs_and_its_beginning_does_not() -> None:
    step = {"metadata": {"op": "refresh", "urn": URN, "old": {"id": "a"}, "new": None}, "planning": True}
    gone = Drifted(kind="hosts:Raylet", name="train-head-0", is_gone=True, properties=())
    assert parse_event(json.dumps({"resOutputsEvent": step})) == gone
    assert isinstance(parse_event(json.dumps({"resourcePreEvent": step})), ResourceChange)


def test_a_policy_s_message_and_the_summary_are_kept() -> None:
    policy = {
        "resourceUrn": URN,
        "message": "Tokens.\nask for a token",
        "policyName": "token",
        "policyPackName": "security",
        "enforcementLevel": "mandatory",
    }
    assert parse_event(json.dumps({"policyEvent": policy})) == Violation(
        level="mandatory",
        policy="security/token",
        resource="hosts:Raylet train-head-0",
        message="Tokens. ask for a token",
    ), "who refuses what and why"
    summary = {"summaryEvent": {"isPreview": True, "resourceChanges": {"create": 2}}}
    assert parse_event(json.dumps(summary)) == Summary(is_preview=True, changes={"create": 2}), "the counts"


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", '"x"', '{"sequence": 1}', '{"diagnosticEvent": {"severity": "debug", "message": "x"}}'],
)
def test_lines_that_tell_a_person_nothing_are_passed_over(line: str) -> None:
    assert parse_event(line) is None, f"{line!r} is no news"


def test_a_log_that_is_emptied_between_preview_and_update_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text('{"a": 1}\n{"b', encoding="utf-8")
    log = EventLog(file)
    assert log.read() == ['{"a": 1}'], "an unfinished line waits"
    with file.open("a", encoding="utf-8") as stream:
        stream.write('": 2}\n{"cancelEvent": {}}\n')
    assert log.read() == ['{"b": 2}', '{"cancelEvent": {}}'], "the rest of the phase"
    assert log.read() == [], "nothing new"
    longer = (
        '{"second phase": "longer than all of the first phase was, so that its size alone tells nothing"}\n'
    )
    file.write_text(longer, encoding="utf-8")
    assert log.read() == [longer.strip()], "the second phase is read from its start"


def test_warnings_and_errors_name_their_resource() -> None:
    told = {"diagnosticEvent": {"severity": "error", "message": "boom\n", "urn": URN}}
    assert parse_event(json.dumps(told)) == Diagnostic(
        severity="error", resource="hosts:Raylet train-head-0", message="boom"
    ), "an error without its place is half an error"


@pytest.mark.parametrize("severity", ["info", "info#err"])
def test_what_a_plugin_writes_as_a_warning_is_one(severity: str) -> None:
    def told(message: str) -> object:
        return parse_event(json.dumps({"diagnosticEvent": {"severity": severity, "message": message}}))

    said = "the cluster is taken as gone"
    assert told(f"warning: {said}\n") == Diagnostic(severity="warning", resource="", message=said), (
        "the engine hands on what a plugin writes as news of no weight"
    )
    assert told(f"info: {said}\n") == told(said) == Diagnostic(severity="info", resource="", message=said)


def test_the_event_log_goes_with_its_command_and_takes_those_of_killed_commands_along(tmp_path: Path) -> None:
    killed = subprocess.Popen(["true"])
    killed.wait()
    left = tmp_path / f"20260101T000000Z-up-{killed.pid}.events.json"
    ours = tmp_path / f"20260101T000000Z-preview-{os.getpid()}.events.json"
    for file in (left, ours):
        file.touch()
    with event_log_beside(tmp_path / "20260102T000000Z-up-1.log") as log:
        assert log.stat().st_mode & 0o777 == 0o600, "events are for this user alone"
        assert set(tmp_path.iterdir()) == {log, ours}, "only the killed command's log was taken away"
    assert list(tmp_path.iterdir()) == [ours], "a command that ended leaves no event log"
