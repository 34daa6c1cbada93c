"""The example plan's objects with resolved images, and what a user plausibly adds: no rule finds anything there.

The example names images whose digests nobody has asked for yet, with the configuration that lets a preview do so. No
cluster takes these: `groundplan bundle --resolve` and the plan's owner put digests in their place, and so does this.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from pulumi_policy.proxy import unknown_checking_proxy

from components.images import ANY_PLACEHOLDER
from policies.judge.resource import Resource, Stack
from tests.policies.breach import with_added
from tests.policies.captured import in_order, on_kubernetes, plain
from tests.policies.on_kubernetes.added import IMAGE
from tests.policies.rules_of import added_of

FOLDER = "tests.policies.on_kubernetes"
DIGEST = IMAGE.partition("@")[2]


@cache
def sound() -> Stack:
    """Return the objects that no rule finds anything in."""
    return with_added(resolved(), added_of(FOLDER))


@cache
def resolved() -> Stack:
    """Return the example's own objects, with digests in the place of its images' placeholders."""
    return with_digests(on_kubernetes())


def with_digests(stack: Stack) -> Stack:
    """Return a stack whose images have digests where they had placeholders."""
    return in_order(_resolved(each) for each in stack.resources)


def _resolved(one: Resource) -> Resource:
    return replace(one, value=unknown_checking_proxy(_with_digests(plain(one.value))))


def _with_digests(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_digests(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_digests(each) for each in value]
    return ANY_PLACEHOLDER.sub(f"@{DIGEST}", value) if isinstance(value, str) else value
