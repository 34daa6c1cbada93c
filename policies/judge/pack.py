"""Hands rules to the engine as a policy pack; a rule that could not judge refuses, whatever its own level."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
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
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from policies.judge.by_type import serve_by_type, types_of
from policies.judge.engine_watch import end_with_the_engine
from policies.judge.guards import GUARDS, Left, Unmended, first_guard, last_guards
from policies.judge.judging import Judge, Verdict
from policies.judge.plan_at_hand import plan_text
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, Rule, StackRule
from policies.judge.time_limit import TimeLimitExceededError, WorkFailedError, run_within
from policies.judge.unknown import NOTHING_KNOWN, NotKnownYetError, at_preview
from policies.judge.waivers import NoPlanError, Waivers, read_waivers
from policies.judge.waiving import Waiving, known_rules, no_waiving

BREAKDOWN_REMEDY = (
    "Nobody knows whether the promise holds. Remedy: mend the rule, or report it to those who keep it."
)
PACKS = Path(__file__).parents[1]


def serve(pack_name: str, rules: Sequence[Rule]) -> None:
    """Serve the rules to the engine that started this process; ends with it, even if it is killed."""
    end_with_the_engine()
    serve_by_type({**types_of(rules), **dict.fromkeys(rules_on_plans(), frozenset())})
    made = policies(rules, _waiving_of_this_run(rules))
    PolicyPack(pack_name, made, enforcement_level=EnforcementLevel.MANDATORY)


def policies(rules: Sequence[Rule], waiving: Waiving | None = None) -> list[Policy]:
    """Return the SDK's policies for the rules between the guards; without `waiving` there are no waivers.

    Raises ValueError for two rules of one name: the configuration of a pack could not tell them apart.
    """
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"rule names given twice: {', '.join(twice)}; a name belongs to one rule")
    bench = Bench(waiving or no_waiving(names))
    judging = [_policy(rule, bench) for rule in rules]
    return [
        first_guard(bench.waiving, bench.waived),
        *judging,
        *last_guards(bench.breakdowns, bench.waived, bench.unmended),
    ]


@dataclass(frozen=True)
class Bench:
    """What the policies of one pack share: who judges, what is waived, and what they leave for the guards."""

    waiving: Waiving
    judge: Judge = field(default_factory=Judge)
    breakdowns: Left = field(default_factory=Left)
    waived: Left = field(default_factory=Left)
    unmended: Unmended = field(default_factory=Unmended)


def rules_on_plans() -> frozenset[str]:
    """Return the names of the rules that judge plans, which Groundplan itself asks: one configuration is of all."""
    return known_rules(PACKS / "on_plan") - GUARDS


def _waiving_of_this_run(rules: Sequence[Rule]) -> Waiving:
    """Return what the plan waives; the clock is read once, so that a run over midnight judges all by one day."""
    text = plan_text(os.environ, Path.cwd(), Path("/proc"), os.getppid())
    try:
        waivers = read_waivers(text or "")
    except NoPlanError:
        waivers = Waivers()  # the program that reads the plan says what is wrong with it
    return Waiving(
        rules=frozenset(rule.name for rule in rules),
        known=known_rules(PACKS) - GUARDS,
        on_plan=rules_on_plans(),
        waivers=waivers,
        today=datetime.now(UTC).date(),
    )


def _policy(rule: Rule, bench: Bench) -> Policy:
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
            _report(rule, bench.judge.resource(rule, _accused(args)), report, bench)

        return ResourceValidationPolicy(
            validate=judge_resource, remediate=_remediation(rule, bench), **described
        )
    if isinstance(rule, StackRule):

        def judge_stack(args: StackValidationArgs, report: ReportViolation) -> None:
            _report(rule, bench.judge.stack(rule, stack_of(args)), report, bench)

        return StackValidationPolicy(validate=judge_stack, **described)
    raise TypeError(f'rule "{rule.name}" is a {type(rule).__name__}; give a ResourceRule or a StackRule')


def _accused(args: ResourceValidationArgs) -> Resource:
    return Resource(
        args.resource_type,
        args.name,
        args.urn,
        args.props,
        protect=args.opts.protect,
        configured=args.get_config(),
    )


def _schema(rule: Rule) -> PolicyConfigSchema | None:
    if not rule.settings:
        return None
    return PolicyConfigSchema({setting.name: setting.described for setting in rule.settings})


def _remediation(rule: ResourceRule, bench: Bench) -> ResourceRemediation | None:
    """Return what mends a resource in breach of the rule; the SDK calls it at the level `remediate` only.

    What may break the rule is left as it is. Where mending fails or runs over the rule's time nothing is changed, and
    the guard refuses.
    """
    mended = rule.mended
    if mended is None:
        return None

    def remediate(
        args: ResourceValidationArgs,
    ) -> Any:  # the SDK takes the properties too, not only a promise of them
        accused = _accused(args)
        if rule.name in bench.unmended or bench.waiving.of(rule.name, args.name):
            return None
        if not bench.judge.resource(rule, accused).violations:
            return None
        try:
            return run_within(rule.time_limit_s, lambda: mended(args.props))
        except (TimeLimitExceededError, WorkFailedError) as failed:
            if isinstance(failed.__cause__, UnknownValueError):
                raise failed.__cause__ from None  # the SDK says that it waits for the value
            bench.unmended.add(rule.name, f"{accused.where}: {failed}")
            return None

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
        # At preview a provider whose own configuration is not known yet tells nothing of what it would make.
        each.props if len(each.props) or not at_preview() else NOTHING_KNOWN,
        protect=each.opts.protect,
        refers_to={key: tuple(of.urn for of in found) for key, found in each.property_dependencies.items()},
        configured=configured,
    )


def _report(rule: Rule, verdict: Verdict, report: ReportViolation, bench: Bench) -> None:
    """Report violations and breakdowns; raise NotKnownYetError for what only apply can judge.

    A violation that a waiver lets pass is left for the guard that shows it. Only violations can be waived: of a
    breakdown, or of what nobody knows at apply, no owner could say what it is that he lets pass.

    The SDK reports that error as advisory. At apply nothing is left to wait for, so that a value that is
    still unknown is reported as a violation.
    """
    for violation in verdict.violations:
        waiver = bench.waiving.of(rule.name, logical_name(violation.urn))
        if waiver is None:
            report(_with_remedy(violation.text, rule), violation.urn)
        else:
            bench.waived.add(f"{violation.text}\nWaived by {waiver}.", violation.urn)
    if verdict.breakdown is not None:
        bench.breakdowns.add(rule.name)
        report(f"{verdict.breakdown}\n{BREAKDOWN_REMEDY}", None)
    if not verdict.not_known:
        return
    if at_preview():
        raise NotKnownYetError(verdict.not_known)
    places = "; ".join(verdict.not_known)
    report(_with_remedy(f"{places}: still not known at apply, so that nothing can be promised", rule), None)


def logical_name(urn: str) -> str:
    """Return the name in a URN, urn:pulumi:<stack>::<project>::<types>::<name>; a name may have colons too."""
    return urn.split("::", 3)[-1]


def _with_remedy(text: str, rule: Rule) -> str:
    return f"{text}\nRemedy: {rule.remedy}\nReferences: {', '.join(rule.references)}"
