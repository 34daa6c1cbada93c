"""Runs one rule on one resource or one stack and returns a verdict, whatever the rule does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pulumi_policy.proxy import UnknownValueError

from policies.judge.kinds import kind_of
from policies.judge.resource import MalformedError, Resource, Stack
from policies.judge.rule import ResourceRule, Rule, StackRule
from policies.judge.time_limit import TimeLimitExceededError, WorkFailedError, run_within
from policies.judge.unknown import NotKnownYetError


@dataclass(frozen=True)
class Violation:
    """One breach of a rule: where and what, and the resource's URN."""

    text: str
    urn: str


@dataclass(frozen=True)
class Verdict:
    """What came of one judgement.

    `not_known` names the places that cannot be judged before apply. `breakdown` is set where the rule itself
    failed or ran over its time: nobody knows then whether the promise holds.
    """

    violations: tuple[Violation, ...] = ()
    not_known: tuple[str, ...] = ()
    breakdown: str | None = None


class Judge:
    """Judges with rules; remembers the rules that ran over their time and does not start them again."""

    def __init__(self) -> None:
        self._over_time: set[str] = set()

    def resource(self, rule: ResourceRule, resource: Resource) -> Verdict:
        """Judge one resource; types that the rule does not name cannot break it."""
        accused = _by_its_kind(resource)
        if accused.type not in rule.types:
            return Verdict()
        return self._run(rule, resource.where, lambda: _judge((accused,), rule.check))

    def stack(self, rule: StackRule, stack: Stack) -> Verdict:
        """Judge every resource of the rule's types against what the rule reads of the stack; no patch is read."""
        known = Stack(tuple(map(_by_its_kind, stack.resources)))
        read = known.of_type(*dict.fromkeys((*rule.types, *rule.reads)))
        seen = Stack(tuple(each for each in read if not each.partial))
        accused = (each for each in known.of_type(*rule.types) if not (each.partial and rule.asks_for_others))
        return self._run(
            rule, "the stack", lambda: _judge(accused, lambda resource: rule.check(seen, resource))
        )

    def _run(self, rule: Rule, where: str, judgement: Callable[[], Verdict]) -> Verdict:
        if rule.name in self._over_time:
            return Verdict(breakdown=f"{where}: not judged, for the rule ran over its time limit before")
        try:
            return run_within(rule.time_limit_s, judgement)
        except TimeLimitExceededError as over_time:
            self._over_time.add(rule.name)
            return Verdict(breakdown=f"{where}: the rule ran over its time limit: {over_time}")
        except WorkFailedError as failed:
            return Verdict(breakdown=f"{where}: the rule itself failed: {failed}")


def _by_its_kind(resource: Resource) -> Resource:
    token, partial = kind_of(resource.type)
    if token == resource.type:
        return resource
    return replace(resource, type=token, declared=resource.type, partial=partial)


def _judge(accused: Iterable[Resource], check: Callable[[Resource], Iterable[str]]) -> Verdict:
    """Judge one after the other; what is unknown or malformed in one hides nothing in the next."""
    violations: list[Violation] = []
    not_known: list[str] = []
    for resource in accused:
        try:
            for found in check(resource):
                violations.append(Violation(f"{resource.where}: {found}", resource.urn))
        except MalformedError as malformed:
            violations.append(Violation(str(malformed), resource.urn))
        except NotKnownYetError as unknown:
            not_known += unknown.places
        except UnknownValueError as unknown:  # from a rule that read the properties itself
            not_known.append(f"{resource.where}: {'.'.join(unknown.props)}")
    return Verdict(tuple(violations), tuple(dict.fromkeys(not_known)))
