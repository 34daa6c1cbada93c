"""A pack with waivers: a waived breach is shown and not refused, what is wrong with one is refused once."""

from datetime import date
from threading import Event
from typing import Any

import pytest
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Severity

from policies.judge.asking import is_true
from policies.judge.by_type import SDK_SERVICE
from policies.judge.guards import JUDGED, LONGEST, READ, SHOWN, STACK_SHOWN, UNWAIVABLE, VALID
from policies.judge.pack import policies
from policies.judge.rule import ResourceRule, StackRule
from policies.judge.types_of_kubernetes import DEPLOYMENT
from policies.judge.waivers import Waiver, Waivers
from policies.judge.waiving import Waiving
from tests.policies.judge.requests import asked, tell
from tests.policies.simulated_hosts import UNKNOWN

BUCKET = "a:s/bucket:Bucket"
DESCRIBED: dict[str, Any] = {
    "promise": "Something holds.",
    "severity": Severity.HIGH,
    "remedy": "do it",
    "references": ("NIST SP 800-53 SC-28",),
    "types": (BUCKET,),
}
MENDED = "require-on"
RULES = (
    ResourceRule(name=MENDED, check=is_true("on"), mended=lambda found: {**found, "on": True}, **DESCRIBED),
    ResourceRule(name="require-an-end", check=lambda _: [str(1 // 0)], **DESCRIBED),
    StackRule(
        name="require-on-the-stack", check=lambda _, bucket: is_true("on")(bucket), reads=(), **DESCRIBED
    ),
)
BROKEN = {"on": False}


def waiver(rule: str, year: int = 2027, resource: str = "models") -> Waiver:
    """Return a waiver."""
    day = date(year, 1, 1)
    return Waiver(
        place=f"waivers[{rule}]",
        rule=rule,
        resource=resource,
        reason="a test",
        owner="me@example.com",
        expires=day,
    )


def pack(*given: Waiver, said: Any = None) -> Any:
    """Return the service of the pack under a plan with these waivers."""
    names = frozenset(rule.name for rule in RULES)
    waivers = Waivers(given=given, plan="atlas", names=frozenset({"models"}))
    made = policies(RULES, Waiving(rules=names, known=names, waivers=waivers, today=date(2027, 1, 1)))
    served = SDK_SERVICE("pack", "1.0.0", made, EnforcementLevel.MANDATORY)
    tell(served, {"require-an-end": {"enforcementLevel": "DISABLED"}, **(said or {})})
    return served


def analyze(served: Any, name: str = "storage-models", inputs: Any = None) -> list[tuple[str, str, str]]:
    """Judge one resource; return level, policy and what it says, without the promise."""
    return told(served.Analyze(asked(proto.AnalyzeRequest, BUCKET, inputs or BROKEN, name), None))


def analyze_stack(served: Any) -> list[tuple[str, str, str]]:
    """Judge a stack of one resource that is waived and one that is not."""
    resources = [
        asked(proto.AnalyzerResource, BUCKET, BROKEN, name) for name in ("storage-models", "storage-x")
    ]
    return told(served.AnalyzeStack(proto.AnalyzeStackRequest(resources=resources), None))


def told(response: Any) -> list[tuple[str, str, str]]:
    """Return what a response says."""
    return [
        (proto.EnforcementLevel.Name(each.enforcementLevel), each.policyName, each.message.partition("\n")[2])
        for each in response.diagnostics
    ]


def test_a_waived_breach_is_shown_in_full_and_refuses_nothing() -> None:
    served = pack(waiver(MENDED))
    said = str(waiver(MENDED)) + "."
    assert "through 2027-01-01, for this reason: a test; owner: me@example.com." in said
    assert analyze(served) == [
        ("ADVISORY", SHOWN, said),
        ("ADVISORY", SHOWN, f'bucket:Bucket "storage-models": on is False; allowed: true\nWaived by {said}'),
    ], "rule, resource, reason, owner and end"
    assert len(analyze(served)) == 1, "that there is such a waiver is said once, each breach each time"


def test_a_waiver_that_lets_nothing_pass_is_shown_too() -> None:
    assert [each[:2] for each in analyze(pack(waiver(MENDED)), inputs={"on": True})] == [("ADVISORY", SHOWN)]


def test_what_the_waiver_does_not_name_is_refused_as_before() -> None:
    assert ("MANDATORY", MENDED) in [each[:2] for each in analyze(pack(waiver(MENDED)), "storage-datasets")]


def test_a_waiver_of_a_stack_rule_lets_its_resource_pass_and_no_other() -> None:
    served = pack(waiver("require-on-the-stack"))
    analyze(served)
    found = analyze_stack(served)
    assert [each[:2] for each in found] == [("MANDATORY", "require-on-the-stack"), ("ADVISORY", STACK_SHOWN)]
    assert '"storage-x"' in found[0][2] and '"storage-models"' in found[1][2], "each with its own resource"


def test_a_stack_is_judged_without_waivers_where_no_resource_was_judged_before() -> None:
    found = analyze_stack(pack(waiver("require-on-the-stack")))
    assert {each[0] for each in found} == {"MANDATORY"}, "the pack was not told what cannot be waived"


@pytest.mark.parametrize(
    ("given", "said", "text"),
    [
        (waiver(MENDED, 2020), {}, "ended with 2020-01-01 (UTC)"),
        (waiver(MENDED, 2999), {}, "at most 365 days from now"),
        (
            waiver(MENDED, 2028),
            {VALID: {"enforcementLevel": "MANDATORY", "properties": {LONGEST: 30}}},
            "at most 30 days from now",
        ),
        (waiver("require-onn"), {}, "no pack has a rule require-onn; write require-on,"),
        (
            waiver(MENDED),
            {VALID: {"enforcementLevel": "MANDATORY", "properties": {UNWAIVABLE: [MENDED]}}},
            "cannot be",
        ),
    ],
)
def test_a_waiver_that_does_not_hold_is_refused_once_and_lets_nothing_pass(
    given: Waiver, said: Any, text: str
) -> None:
    served = pack(given, said=said)
    found = analyze(served)
    assert [each[:2] for each in found] == [("MANDATORY", VALID), ("MANDATORY", MENDED)], (
        "the breach stays one"
    )
    assert text in found[0][2], "what is wrong is said"
    assert [each[1] for each in analyze(served)] == [MENDED], "and said once"


def test_a_rule_that_failed_cannot_be_waived() -> None:
    served = pack(waiver("require-an-end"), said={"require-an-end": {"enforcementLevel": "ADVISORY"}})
    found = [each[:2] for each in analyze(served, inputs={"on": True})]
    assert ("MANDATORY", JUDGED) in found, "no owner could say what he lets pass"


@pytest.mark.parametrize(("name", "count"), [("storage-models", 0), ("storage-datasets", 1)])
def test_what_is_waived_is_not_mended(name: str, count: int) -> None:
    served = pack(waiver(MENDED), said={MENDED: {"enforcementLevel": "REMEDIATE"}})
    analyze(served, inputs={"on": True})
    mended = served.Remediate(asked(proto.AnalyzeRequest, BUCKET, BROKEN, name), None).remediations
    assert len(mended) == count, "its owner wants it as it is"


def test_a_value_that_is_still_unknown_at_apply_cannot_be_waived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_DRY_RUN", "false")
    found = analyze(pack(waiver(MENDED)), inputs={"on": UNKNOWN})
    assert ("MANDATORY", MENDED) in [each[:2] for each in found], "nobody knows what would be let pass"


def mending(mended: Any, inputs: Any, token: str = BUCKET, limit_s: float = 5.0) -> tuple[int, list[str]]:
    """Mend and judge one resource by a rule; return how often it was mended, and what JUDGED says after it."""
    described = {**DESCRIBED, "types": (DEPLOYMENT, BUCKET)}
    rule = ResourceRule(name=MENDED, check=is_true("on"), mended=mended, time_limit_s=limit_s, **described)
    served = SDK_SERVICE("pack", "1.0.0", policies([rule]), EnforcementLevel.MANDATORY)
    tell(served, {MENDED: {"enforcementLevel": "REMEDIATE"}})
    asking = asked(proto.AnalyzeRequest, token, inputs, "one")
    count = len(served.Remediate(asking, None).remediations)
    said = served.Analyze(asking, None).diagnostics
    return count, [each.message.partition("\n")[2] for each in said if each.policyName == JUDGED]


def test_a_mending_that_fails_changes_nothing_and_is_refused() -> None:
    assert mending(lambda found: found["absent"], BROKEN) == (
        0,
        [f"{MENDED} could not mend bucket:Bucket \"one\": KeyError: 'absent'"],
    ), "whoever asked for it has to know"


def test_a_mending_over_its_time_does_not_hold_the_engine_up() -> None:
    count, said = mending(lambda _: Event().wait(), BROKEN, limit_s=0.01)
    assert count == 0 and "could not mend" in said[0] and "not done after 0.01 s" in said[0]


def test_what_breaks_no_rule_is_not_mended() -> None:
    assert mending(lambda found: found["absent"], {"on": True}) == (0, []), "there is nothing to mend"


@pytest.mark.parametrize(
    "token", ["kubernetes:apps/v1beta2:Deployment", "kubernetes:apps/v1:DeploymentPatch"]
)
def test_other_versions_and_patches_of_a_kind_are_mended_too(token: str) -> None:
    assert mending(lambda found: {**found, "on": True}, BROKEN, token) == (1, []), "the rule finds them too"


@pytest.mark.parametrize(
    ("token", "is_told"),
    [
        ("kubernetes:helm.sh/v3:Release", True),
        ("kubernetes:jobset.x-k8s.io/v1alpha2:JobSet", True),
        ("kubernetes:kubeflow.org/v1:PyTorchJob", True),
        ("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", True),
        ("aws:cloudformation/stack:Stack", True),
        ("kubernetes:apps/v1:Deployment", False),
        ("kubernetes:v1:Pod", False),
        ("kubernetes:ray.io/v1:RayCluster", False),
        ("kubernetes:helm.sh/v4:Chart", False),
        ("kubernetes:yaml:ConfigFile", False),
        ("kubernetes:networking.k8s.io/v1:IngressPatch", False),
        (BUCKET, False),
    ],
)
def test_what_no_rule_can_look_into_is_told_and_refused_by_nobody(token: str, is_told: bool) -> None:
    found = told(pack().Analyze(asked(proto.AnalyzeRequest, token, {"on": True}, "one"), None))
    assert [level for level, name, _ in found if name == READ] == ["ADVISORY"] * is_told, (
        "silence is no proof"
    )
    assert all(f'{token} "one": cannot be judged: no rule' in text for _, name, text in found if name == READ)
