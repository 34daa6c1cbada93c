"""A pack served by type judges as the SDK's own service does; each rule gets what it is about, a guard everything."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy, Severity, StackValidationPolicy
from pulumi_policy import policy as sdk

from policies.judge.asking import at_least, is_true
from policies.judge.by_type import SDK_SERVICE, JudgingByType, serve_by_type, types_of
from policies.judge.guards import JUDGED, UNWAIVABLE, VALID
from policies.judge.pack import policies, rules_on_plans
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule
from policies.judge.setting import Setting
from tests.policies.judge.requests import asked, tell
from tests.policies.simulated_hosts import UNKNOWN

BUCKET, KEY, OTHER = "a:s/bucket:Bucket", "a:k/key:Key", "a:o/other:Other"
DAYS = Setting(name="days", says="the least days", default=7, schema={"type": "integer"})
DESCRIBED: dict[str, Any] = {
    "promise": "Something holds.",
    "severity": Severity.HIGH,
    "remedy": "do it",
    "references": ("NIST SP 800-53 SC-28",),
}


def fail(resource: Resource) -> Iterator[str]:
    """Fail on a resource that says so."""
    yield from [str(1 // 0)] if resource.get("fails") else []


def keyed(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets without a key of their own, and say how many resources were there to look at."""
    if not stack.about(bucket, KEY, "bucket"):
        yield f"no key among {len(stack.resources)}"


RULES = (
    ResourceRule(
        name="require-on",
        types=(BUCKET,),
        check=is_true("on"),
        mended=lambda found: {**found, "on": True},
        **DESCRIBED,
    ),
    ResourceRule(
        name="require-days", types=(BUCKET, KEY), check=at_least("days", DAYS), settings=(DAYS,), **DESCRIBED
    ),
    ResourceRule(name="require-no-failure", types=(KEY,), check=fail, **DESCRIBED),
    StackRule(name="require-keys", types=(BUCKET,), reads=(KEY,), check=keyed, **DESCRIBED),
)
SOUND = {"on": True, "days": 7}
REQUESTS = [
    (BUCKET, SOUND),
    (BUCKET, {"on": False, "days": 1}),
    (BUCKET, {"on": UNKNOWN, "days": 1}),
    (BUCKET, {"on": [1], "days": None}),
    (KEY, {"days": 3}),
    (KEY, {"days": 9, "fails": True}),
    (OTHER, {"on": False}),
]
SAID: dict[str, dict[str, Any]] = {
    "nothing": {},
    "levels": {
        "require-on": {"enforcementLevel": "REMEDIATE"},
        "require-days": {"enforcementLevel": "ADVISORY", "properties": {"days": 30}},
        "require-keys": {"enforcementLevel": "DISABLED"},
    },
    "what cannot be waived": {
        VALID: {
            "enforcementLevel": "MANDATORY",
            "properties": {UNWAIVABLE: ["require-on", "require-nothing"]},
        },
    },
}


def service(kind: Any, said: Mapping[str, Any]) -> Any:
    """Return a service of the pack, told as the engine does it."""
    made = kind("pack", "1.0.0", policies(RULES), EnforcementLevel.MANDATORY)
    tell(made, said)
    return made


def by_type(*given: Any) -> JudgingByType:
    """Return the service that is under test."""
    return JudgingByType(types_of(RULES), *given)


def whole_stack() -> Any:
    """Return a request about a stack with one bucket that has a key, one that has none, and what no rule is about."""
    key = asked(proto.AnalyzerResource, KEY, {"days": 9}, "key")
    key.propertyDependencies["bucket"].urns.append(f"urn:pulumi:s::p::{BUCKET}::kept")
    buckets = [asked(proto.AnalyzerResource, BUCKET, SOUND, name) for name in ("kept", "bare")]
    return proto.AnalyzeStackRequest(resources=[*buckets, asked(proto.AnalyzerResource, OTHER, {}), key])


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_it_judges_as_the_service_of_the_sdk_does(
    said: str, dry_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_DRY_RUN", dry_run)
    whole, parted = service(SDK_SERVICE, SAID[said]), service(by_type, SAID[said])
    answers = []
    for token, inputs in REQUESTS:
        judged = [each.Analyze(asked(proto.AnalyzeRequest, token, inputs), None) for each in (whole, parted)]
        assert judged[0] == judged[1], f"{token} with {inputs} is judged otherwise"
        mended = [
            each.Remediate(asked(proto.AnalyzeRequest, token, inputs), None) for each in (whole, parted)
        ]
        assert list(mended[0].remediations) == list(mended[1].remediations), f"{token} is mended otherwise"
        answers += [*judged[1].diagnostics, *mended[1].remediations]
    assert answers, "two services that say nothing would agree on everything"


def test_a_stack_rule_sees_its_own_types_and_finds_what_the_sdk_lets_it_find() -> None:
    whole, parted = (service(kind, {}).AnalyzeStack(whole_stack(), None) for kind in (SDK_SERVICE, by_type))
    assert whole.diagnostics == parted.diagnostics, "what it is not about is not its matter"
    assert [each.message.split("\n")[1] for each in parted.diagnostics] == [
        'bucket:Bucket "bare": no key among 3'
    ], "where a value comes from is told"


def test_the_configuration_reaches_a_rule_also_when_it_changes() -> None:
    made = service(by_type, {})
    request = asked(proto.AnalyzeRequest, KEY, {"days": 9})
    assert not made.Analyze(request, None).diagnostics, "the default is 7"
    tell(made, {"require-days": {"enforcementLevel": "ADVISORY", "properties": {"days": 30}}})
    told = made.Analyze(request, None).diagnostics[0]
    assert "allowed: at least 30" in told.message, "the part was made anew"
    assert told.enforcementLevel == proto.ADVISORY, "its level too"


def test_a_guard_gets_every_request_and_nothing_of_what_is_in_it() -> None:
    seen: list[Any] = []
    on_each = ResourceValidationPolicy(
        "g", "d", lambda args, _: seen.append((args.resource_type, dict(args.props)))
    )
    on_all = StackValidationPolicy("s", "d", lambda args, _: seen.append(args.resources))
    guarded = [on_each, *policies(RULES)[1:], on_all]
    made = by_type("pack", "1.0.0", guarded, EnforcementLevel.MANDATORY)
    for token in (BUCKET, OTHER):
        made.Analyze(asked(proto.AnalyzeRequest, token, {"password": "x"}), None)
    made.AnalyzeStack(whole_stack(), None)
    assert seen == [(BUCKET, {}), (OTHER, {}), []], "it looks at what the rules left"


def test_a_guard_keeps_its_level_whatever_the_configuration_says() -> None:
    disarmed = {each.name: {"enforcementLevel": "DISABLED"} for each in policies(RULES)[-4:]}
    left = (
        service(by_type, disarmed)
        .Analyze(asked(proto.AnalyzeRequest, KEY, REQUESTS[5][1]), None)
        .diagnostics[-1]
    )
    assert (left.policyName, left.enforcementLevel) == (JUDGED, proto.MANDATORY), (
        "a breakdown cannot be let pass"
    )


class Aborted(Exception):
    """What a call ends with that was aborted."""


class CallSimulated:
    """A call that is aborted as gRPC does it."""

    def abort(self, code: grpc.StatusCode, details: str) -> None:
        """End the call."""
        raise Aborted(code, details)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"require-onn": {}}, "the configuration names require-onn, which is no policy of this pack"),
        (
            {VALID: {"properties": {"unwaivble": ["require-on"]}}},
            f"the configuration of {VALID} has unwaivble; allowed: enforcementLevel, longest-days, {UNWAIVABLE}",
        ),
        (
            {"require-days": {"properties": {"day": 3}}},
            "the configuration of require-days has day; allowed: days, enforcementLevel",
        ),
    ],
)
def test_what_no_policy_knows_is_refused_in_one_sentence(said: Mapping[str, Any], sentence: str) -> None:
    request = ParseDict({"policyConfig": said}, proto.ConfigureAnalyzerRequest())
    with pytest.raises(Aborted) as aborted:
        service(by_type, {}).Configure(request, CallSimulated())
    assert aborted.value.args == (grpc.StatusCode.INVALID_ARGUMENT, f"{sentence}; correct or remove it")


def test_what_is_set_of_a_rule_on_plans_is_not_this_pack_s_matter() -> None:
    """A plain command takes the configuration that Groundplan reads too."""
    on_plans = dict.fromkeys(rules_on_plans(), frozenset())
    serving = partial(JudgingByType, {**types_of(RULES), **on_plans})
    told = service(serving, {"restrict-nodes-in-plan": {"properties": {"most-machines": 200}}})
    assert not told.Analyze(asked(proto.AnalyzeRequest, KEY, {"days": 9}), None).diagnostics


def test_the_level_of_all_policies_is_no_name_of_one() -> None:
    made = service(by_type, {"all": {"enforcementLevel": "ADVISORY"}})
    assert made.Analyze(asked(proto.AnalyzeRequest, BUCKET, {}), None).diagnostics, (
        "it is the engine's own word"
    )


def test_what_serves_a_pack_has_all_that_the_sdk_looks_up_by_the_name_of_its_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sdk, "_PolicyAnalyzerServicer", SDK_SERVICE)
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy"):
        monkeypatch.setattr(sdk, name, getattr(sdk, name))
    serve_by_type(types_of(RULES))
    serving: Any = sdk._PolicyAnalyzerServicer
    answer = service(serving, {}).AnalyzeStack(whole_stack(), None)
    assert [each.policyName for each in answer.diagnostics] == ["require-keys"], "a stack is judged as before"
    request = asked(proto.AnalyzeRequest, BUCKET, {"on": False, "days": 1})
    judged = [service(each, {}).Analyze(request, None).diagnostics for each in (SDK_SERVICE, serving)]
    assert judged[0] == judged[1] and len(judged[0]) == 2, "and a resource that two rules read once"


def test_a_stack_rule_is_told_where_a_value_comes_from_that_it_does_not_read() -> None:
    rule = StackRule(
        name="require-origin",
        types=(KEY,),
        reads=(),
        check=lambda _, key: key.refers_to["bucket"],
        **DESCRIBED,
    )
    whole, parted = (
        kind("pack", "1.0.0", policies((rule,)), EnforcementLevel.MANDATORY)
        for kind in (SDK_SERVICE, lambda *given: JudgingByType(types_of((rule,)), *given))
    )
    told = [each.AnalyzeStack(whole_stack(), None).diagnostics for each in (whole, parted)]
    assert told[0] == told[1]
    assert f"{BUCKET}::kept" in told[1][0].message, "the name is told, its properties are not"
