"""Policies of AWS that properties are tried with, drawn near a sound one, and what rules find in them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from policies.judge.resource import Stack
from policies.judge.rule import Rule, StackRule
from policies.judge.types_of_aws import BUCKETS
from tests.policies.breach import Added, violations, with_added
from tests.policies.rules_of import rules_of

RULES = {rule.name: rule for rule in rules_of("aws")}
BUCKET = "arn:aws:s3:::models"
OWN, OTHER = "123456789012", "999999999999"
STRANGERS = (f"arn:aws:iam::{OTHER}:root", f"arn:aws:iam::{OTHER}:role/a:{OWN}:role/thief")
"""A role's path may have colons, so that the name of an account stands in it."""


def one_or_several(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values) | st.lists(st.sampled_from(values), min_size=1, max_size=3)


def conditions(operators: Sequence[str], keys: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[Any]:
    asked = st.fixed_dictionaries({}, optional={key: one_or_several(*values) for key, values in keys.items()})
    return st.dictionaries(st.sampled_from(operators), asked.filter(bool), max_size=2)


def policies(sound: Mapping[str, Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return policies of a statement alone, or of some in a list: sound ones with some elements changed or gone."""
    changes = st.fixed_dictionaries({}, optional={**parts, "Effect": st.sampled_from(["Allow", "Deny"])})
    gone = st.lists(st.sampled_from(["Condition", "Principal", "Action", "Resource"]), max_size=1)
    one = st.tuples(changes, gone).map(lambda both: _one({**sound, **both[0]}, both[1]))
    return st.fixed_dictionaries({"Statement": one | st.lists(one, max_size=2)})


def _one(elements: Mapping[str, Any], gone: Sequence[str]) -> dict[str, Any]:
    """Return a statement as AWS takes it: with an element or what stands for all others, not with both."""
    return {key: value for key, value in elements.items() if key not in gone and f"Not{key}" not in elements}


def judged(rules: Sequence[str], token: str, policy: Mapping[str, Any]) -> list[str]:
    """Return what rules find in a policy, and in the bucket that has it."""
    holder = Added(type=token, name="policy", inputs={"bucket": "models", "policy": json.dumps(policy)})
    bucket = Added(type=BUCKETS[0], name="models", inputs={"bucket": "models"})
    stack = with_added(Stack(()), [holder, bucket])
    return [
        text for rule in rules for text in violations(RULES[rule], Stack(stack.of_type(*seen(RULES[rule]))))
    ]


def seen(rule: Rule) -> tuple[str, ...]:
    """Return the types that a rule is given."""
    return (*rule.types, *(rule.reads if isinstance(rule, StackRule) else ()))
