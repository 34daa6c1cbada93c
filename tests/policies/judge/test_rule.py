"""What a rule must carry, so that a report can name it and say the remedy."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule


def check(_resource: Resource) -> Iterator[str]:
    """Find nothing."""
    yield from ()


RULE = ResourceRule(
    name="require-something",
    promise="Something holds.",
    severity=Severity.LOW,
    remedy="do it",
    references=("NIST SP 800-53 SC-28",),
    types=("a:b:C",),
    check=check,
)


@pytest.mark.parametrize(
    "name", ["", "something", "Require-something", "require", "require_something", "require-"]
)
def test_name_starts_with_a_verb_and_is_joined_by_hyphens(name: str) -> None:
    with pytest.raises(ValueError, match="the first of them require, forbid or restrict"):
        replace(RULE, name=name)


@pytest.mark.parametrize("field", ["promise", "remedy", "references", "types"])
def test_what_a_report_needs_cannot_be_empty(field: str) -> None:
    with pytest.raises(ValueError, match=f'rule "require-something": {field} is empty'):
        replace(RULE, **{field: type(getattr(RULE, field))()})


@pytest.mark.parametrize("time_limit_s", [0.0, -1.0])
def test_time_limit_leaves_time(time_limit_s: float) -> None:
    with pytest.raises(ValueError, match="time_limit_s"):
        replace(RULE, time_limit_s=time_limit_s)
