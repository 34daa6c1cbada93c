"""Which buckets of a stack a role of AWS reaches, by which statements of which policies."""

import re
from collections.abc import Iterable

from policies.judge.policies_of_roles_of_aws import READS, attached_policies, own_policies
from policies.judge.properties_of_aws import listed
from policies.judge.purposes import named_by
from policies.judge.resource import Resource, Stack
from policies.judge.statements_of_aws import fits
from policies.judge.types_of_aws import BUCKETS, POD_IDENTITY, POLICIES

ALL_READS = (*READS, *POLICIES, *BUCKETS, POD_IDENTITY)
TRUSTED = re.compile(r"system:serviceaccount:([^:\"*?]+):([^:\"*?]+)")
"""The subject of a pod's token (EKS user guide, "IAM roles for service accounts")."""
OF_S3 = re.compile(r"arn:[^:]*:s3:[^:]*:[^:]*:([^/]*)(/.*)?")
OF_OTHERS = re.compile(r"arn:[^:*?]*:(?!s3:)[^:*?]+:.*")


def pods_of(stack: Stack, role: Resource) -> list[tuple[str, str]]:
    """Return the (namespace, service account) of the pods that have a role. Raises NotKnownYetError."""
    found = stack.about(role, POD_IDENTITY, "roleArn")
    return [(one.get("namespace"), one.get("serviceAccount")) for one in found]


def trusted_pods_of(_: Stack, role: Resource) -> list[tuple[str, str]]:
    """Return the pods that a role trusts by the tokens of their cluster. Raises NotKnownYetError."""
    return TRUSTED.findall(str(role.get("assumeRolePolicy")))


def policies_of(stack: Stack, role: Resource) -> tuple[list[Resource], list[str]]:
    """Return the policies of a role that are in the stack, and the ARNs of those that are not."""
    found, elsewhere = own_policies(stack, role), []
    for attachment, arn in attached_policies(stack, role):
        key = "managedPolicyArns" if attachment is role else "policyArn"
        known = named_by(stack, attachment, key, *POLICIES)
        found += known
        elsewhere += [] if known else [arn]
    return found, elsewhere


def is_of_s3(actions: Iterable[str]) -> bool:
    """Tell whether some action is one of S3.

    >>> [is_of_s3([action]) for action in ("S3:GetObject", "*", "kms:Decrypt")]
    [True, True, False]
    """
    return any(action.lower().startswith(("s3:", "*")) for action in actions)


def buckets_of(stack: Stack, statement: Resource) -> list[tuple[str, list[Resource]]]:
    """Return each resource of S3 that a statement is about, with the buckets of the stack that it is."""
    found = []
    for name in listed(statement, "Resource") if is_of_s3(listed(statement, "Action")) else ():
        if OF_OTHERS.fullmatch(name):
            continue
        of_s3 = OF_S3.fullmatch(name)
        pattern = of_s3[1] if of_s3 else "*"
        found.append(
            (name, [one for one in stack.of_type(*BUCKETS) if fits(str(one.get("bucket")), pattern)])
        )
    return found


PODS = (pods_of, trusted_pods_of)
"""The two ways in which pods have a role: by an association of the cluster, and by the role's own trust."""
