"""One thing changed in a sound stack that breaks a rule, and what the report must say of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policies.judge.judging import Judge, Verdict
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, Rule, StackRule
from tests.altered import GONE, with_value
from tests.policies.captured import in_order, plain, urn_of

UNKNOWN = UNKNOWN_STRING_VALUE
"""What the engine sends for a value that is not known at preview."""
WHOLE = ""
"""The way of a resource itself: it goes, or takes all these inputs."""
FRACTION = re.compile(r"(?:at least|at most) \d+\.0(?![.\d])")
"""A number of a setting in a finding, as it comes from the engine and as nobody writes it."""
PROTECT = "protect"
"""The way of the engine's own protection."""


@dataclass(frozen=True, kw_only=True)
class Added:
    """A sound resource that a user plausibly adds, and that no example declares.

    `refers_to` are the logical names of the resources from which a property's value comes.
    """

    type: str
    name: str
    inputs: Mapping[str, Any]
    refers_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False


@dataclass(frozen=True)
class Breach:
    """One property of a resource with a value that breaks a promise, and what the report must say.

    `resource` is its logical name; `way` leads to the property ("rules.0.keyId", `WHOLE` or `PROTECT`; its steps, where
    one of them has a dot). `refers_to` are the logical names of the resources that the new value comes from.
    """

    resource: str
    way: str | tuple[str, ...]
    value: Any
    message: str
    refers_to: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.resource}-{self.way}"


def with_added(stack: Stack, added: Iterable[Added]) -> Stack:
    """Return the stack with resources more."""
    urns = {each.name: each.urn for each in stack.resources} | {
        each.name: urn_of(each.type, each.name) for each in added
    }
    return in_order(
        [
            *stack.resources,
            *(
                Resource(
                    each.type,
                    each.name,
                    urns[each.name],
                    unknown_checking_proxy(dict(each.inputs)),
                    protect=each.protect,
                    refers_to={key: tuple(urns[of] for of in names) for key, names in each.refers_to.items()},
                )
                for each in added
            ),
        ]
    )


def names(stack: Stack) -> set[str]:
    """Return the logical names of a stack."""
    return {each.name for each in stack.resources}


def broken(stack: Stack, breach: Breach) -> Stack:
    """Return the stack with this one change. Raises KeyError where nothing has the name or the way."""
    if breach.resource not in names(stack):
        raise KeyError(f"no resource is called {breach.resource}")
    origins = tuple(each.urn for each in stack.resources if each.name in breach.refers_to)
    return in_order(
        changed
        for each in stack.resources
        if (changed := _changed(each, breach, origins) if each.name == breach.resource else each) is not None
    )


def _changed(one: Resource, breach: Breach, origins: tuple[str, ...]) -> Resource | None:
    if breach.way == PROTECT:
        return replace(one, protect=breach.value)
    if breach.way == WHOLE:
        return None if breach.value is GONE else replace(one, value=unknown_checking_proxy(breach.value))
    steps = breach.way.split(".") if isinstance(breach.way, str) else breach.way
    changed = with_value(plain(one.value), steps, breach.value)
    still = {key: of for key, of in one.refers_to.items() if key != steps[0]}
    if origins:
        still[steps[0]] = origins
    return replace(one, value=unknown_checking_proxy(changed), refers_to=still)


def verdicts(rule: Rule, stack: Stack) -> list[Verdict]:
    """Judge a stack with one rule, set as the engine sets it: one verdict per resource, or one for the stack."""
    judge, told = Judge(), {setting.name: on_the_wire(setting.default) for setting in rule.settings}
    stack = Stack(tuple(replace(each, configured={**told, **each.configured}) for each in stack.resources))
    if isinstance(rule, StackRule):
        return [judge.stack(rule, stack)]
    assert isinstance(rule, ResourceRule), f"{rule.name} is neither a resource rule nor a stack rule"
    # To a rule about one resource the engine does not tell where values come from.
    return [judge.resource(rule, replace(each, refers_to={})) for each in stack.resources]


def violations(rule: Rule, stack: Stack) -> list[str]:
    """Return what the rule finds; fails where it could not judge everything."""
    found = verdicts(rule, stack)
    unjudged = [verdict for verdict in found if verdict.not_known or verdict.breakdown]
    assert not unjudged, f"{rule.name} could not judge: {unjudged}"
    texts = [violation.text for verdict in found for violation in verdict.violations]
    assert not [text for text in texts if FRACTION.search(text)], "a whole number is shown as one"
    return texts


def on_the_wire(value: Any) -> Any:
    """Return a default as the engine hands it to a pack: there every number has a fraction."""
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case list() | tuple():
            return [on_the_wire(each) for each in value]
        case dict():
            return {key: on_the_wire(each) for key, each in value.items()}
    return value
