"""Hands rules to the engine as a policy pack; a rule that could not judge refuses, whatever its own level."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceRemediation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.judge.by_type import serve_by_type, types_of
from policies.judge.engine_watch import end_with_the_engine
from policies.judge.judging import Judge, Verdict
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, Rule, StackRule
from policies.judge.unknown import NotKnownYetError

GUARD = "require-every-rule-judged"
STACK_GUARD = "require-every-stack-rule-judged"
GUARD_PROMISE = "Every rule could be judged: none failed, none ran over its time limit."
BREAKDOWN_REMEDY = (
    "Nobody knows whether the promise holds. Remedy: mend the rule, or report it to those who keep it."
)


def serve(pack_name: str, rules: Sequence[Rule]) -> None:
    """Serve the rules to the engine that started this process; ends with it, even if it is killed."""
    end_with_the_engine()
    serve_by_type(types_of(rules))
    PolicyPack(pack_name, policies(rules), enforcement_level=EnforcementLevel.MANDATORY)


def policies(rules: Sequence[Rule]) -> list[Policy]:
    """Return the SDK's policies for the rules, then the two guards that report what could not be judged.

    Raises ValueError for two rules of one name: the configuration of a pack could not tell them apart.
    """
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"rule names given twice: {', '.join(twice)}; a name belongs to one rule")
    judge, breakdowns = Judge(), Breakdowns()
    return [*(_policy(rule, judge, breakdowns) for rule in rules), *_guards(breakdowns)]


class Breakdowns:
    """The rules that could not judge the request at hand.

    The SDK judges one request with all policies of a pack, in their order and in one thread, so that what a
    rule leaves here is met by the guards at the end of the pack.
    """

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def add(self, rule_name: str) -> None:
        """Remember that this rule could not judge."""
        self._of_thread.rules = [*getattr(self._of_thread, "rules", []), rule_name]

    def take(self) -> list[str]:
        """Return the names of the rules that could not judge, and forget them."""
        rules = getattr(self._of_thread, "rules", [])
        self._of_thread.rules = []
        return rules


def _policy(rule: Rule, judge: Judge, breakdowns: Breakdowns) -> Policy:
    described = {
        "name": rule.name,
        "description": rule.promise,
        "severity": rule.severity,
        "tags": list(rule.references),
        "remediation_steps": rule.remedy,
        "config_schema": _schema(rule),
    }
    if isinstance(rule, ResourceRule):

        def judge_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
            resource = Resource(
                args.resource_type,
                args.name,
                args.urn,
                args.props,
                protect=args.opts.protect,
                configured=args.get_config(),
            )
            _report(rule, judge.resource(rule, resource), report, breakdowns)

        return ResourceValidationPolicy(validate=judge_resource, remediate=_remediation(rule), **described)
    if isinstance(rule, StackRule):

        def judge_stack(args: StackValidationArgs, report: ReportViolation) -> None:
            _report(rule, judge.stack(rule, stack_of(args)), report, breakdowns)

        return StackValidationPolicy(validate=judge_stack, **described)
    raise TypeError(f'rule "{rule.name}" is a {type(rule).__name__}; give a ResourceRule or a StackRule')


def _schema(rule: Rule) -> PolicyConfigSchema | None:
    if not rule.settings:
        return None
    return PolicyConfigSchema({setting.name: setting.described for setting in rule.settings})


def _remediation(rule: ResourceRule) -> ResourceRemediation | None:
    """Return what mends a resource of the rule's types; the SDK calls it at the level `remediate` only."""
    mended = rule.mended
    if mended is None:
        return None

    def remediate(
        args: ResourceValidationArgs,
    ) -> Any:  # the SDK takes the properties too, not only a promise of them
        return mended(args.props) if args.resource_type in rule.types else None

    return remediate


def stack_of(args: StackValidationArgs) -> Stack:
    """Return a request's resources in the order of their URNs, each with what the configuration says of the rule."""
    in_order = sorted(args.resources, key=lambda resource: resource.urn)
    return Stack(tuple(_resource(each, args.get_config()) for each in in_order))


def _resource(each: PolicyResource, configured: Mapping[str, Any]) -> Resource:
    return Resource(
        each.resource_type,
        each.name,
        each.urn,
        each.props,
        protect=each.opts.protect,
        refers_to={key: tuple(of.urn for of in found) for key, found in each.property_dependencies.items()},
        configured=configured,
    )


def _report(rule: Rule, verdict: Verdict, report: ReportViolation, breakdowns: Breakdowns) -> None:
    """Report violations and breakdowns; raise NotKnownYetError for what only apply can judge.

    The SDK reports that error as advisory. At apply nothing is left to wait for, so that a value that is
    still unknown is reported as a violation.
    """
    for violation in verdict.violations:
        report(_with_remedy(violation.text, rule), violation.urn)
    if verdict.breakdown is not None:
        breakdowns.add(rule.name)
        report(f"{verdict.breakdown}\n{BREAKDOWN_REMEDY}", None)
    if not verdict.not_known:
        return
    if _at_preview():
        raise NotKnownYetError(verdict.not_known)
    places = "; ".join(verdict.not_known)
    report(_with_remedy(f"{places}: still not known at apply, so that nothing can be promised", rule), None)


def _with_remedy(text: str, rule: Rule) -> str:
    return f"{text}\nRemedy: {rule.remedy}\nReferences: {', '.join(rule.references)}"


def _at_preview() -> bool:
    # The engine starts a pack anew for the preview and for the update and tells it which this is.
    return os.environ.get("PULUMI_DRY_RUN") == "true"


def _guards(breakdowns: Breakdowns) -> list[Policy]:
    def report_breakdowns(_args: object, report: ReportViolation) -> None:
        for rule_name in breakdowns.take():
            report(f"{rule_name} could not be judged; its own report says why.", None)

    guard: Callable[..., None] = report_breakdowns
    described = {
        "description": GUARD_PROMISE,
        "severity": Severity.CRITICAL,
        "enforcement_level": EnforcementLevel.MANDATORY,
    }
    return [
        ResourceValidationPolicy(name=GUARD, validate=guard, **described),
        StackValidationPolicy(name=STACK_GUARD, validate=guard, **described),
    ]
