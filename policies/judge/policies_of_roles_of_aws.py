"""Which policies a role of AWS has, in each of the provider's forms: attached, written into it, or beside it."""

from policies.judge.properties_of_aws import listed, named
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_aws import (
    POLICY_ATTACHMENT,
    ROLE_ATTACHMENTS_EXCLUSIVE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
)

READS = (ROLE_POLICY_ATTACHMENT, ROLE_ATTACHMENTS_EXCLUSIVE, POLICY_ATTACHMENT, ROLE_POLICY)


def attached_policies(stack: Stack, role: Resource) -> list[tuple[Resource, str]]:
    """Return the managed policies of a role: what attaches one, and the policy's ARN ("" where it has none)."""
    names = {role.urn, role.get("name")}
    found = [(one, one.get("policyArn") or "") for one in stack.about(role, ROLE_POLICY_ATTACHMENT, "role")]
    found += [(role, arn) for arn in listed(role, "managedPolicyArns")]
    for one in stack.about(role, ROLE_ATTACHMENTS_EXCLUSIVE, "roleName"):
        found += [(one, arn) for arn in listed(one, "policyArns")]
    for one in stack.of_type(POLICY_ATTACHMENT):
        if (one.refers_to.get("roles") or one.get("roles")) and names & named(one, "roles"):
            found.append((one, one.get("policyArn") or ""))
    return found


def own_policies(stack: Stack, role: Resource) -> list[Resource]:
    """Return what gives a role rights that are written for it alone."""
    return [*stack.about(role, ROLE_POLICY, "role"), *role.parts("inlinePolicies")]
