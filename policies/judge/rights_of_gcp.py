"""Who may do what in Google Cloud, in each of the three forms: one member of a role, all of a role, a whole policy."""

from collections.abc import Iterator

from policies.judge.asking import Check, parsed
from policies.judge.resource import MalformedError, Resource, shown
from policies.judge.unknown import each, together

POLICY = "policyData"
"""A policy as a text of JSON, as `organizations.getIAMPolicy` makes it: `bindings` of a role and its members."""


def rights(accused: Resource) -> list[Resource]:
    """Return each role that a resource gives, as a part with `role`, and `member` or `members`.

    Raises NotKnownYetError where a policy is not known yet, MalformedError where it is no JSON.
    """
    if not accused.type.endswith("Policy"):
        return [accused]
    return list(parsed(accused, POLICY).parts("bindings"))


def every_right(*checks: Check) -> Check:
    """Make checks on each role that a resource gives."""
    return lambda accused: each(rights(accused), together(*checks))


def members(right: Resource) -> list[Resource]:
    """Return who has a role, each as a part whose value is the member's text.

    Raises NotKnownYetError where one of them is not known yet, MalformedError where one is no text.
    """
    one = right.get("member")
    found = [] if one is None else [right.inner(right.place("member"), one)]
    found += right.parts("members")
    for member in found:
        if not isinstance(member.value, str):
            raise MalformedError(f"{member.where}: is {shown(member.value)}; a member's text is expected")
    return found


def every_member(check: Check) -> Check:
    """Make a check on each member of each role; the check gets a part whose value is the member's text."""

    def of_right(right: Resource) -> Iterator[str]:
        yield from each(members(right), check)

    return every_right(of_right)
