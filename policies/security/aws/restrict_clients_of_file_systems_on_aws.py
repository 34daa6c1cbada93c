"""Machines that mount a file system are for what it holds: FSx for Lustre asks nobody who he is, only from where."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.groups_of_aws import MACHINES, purposes_of_groups
from policies.judge.purposes import STORES, names_at
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import HOLDS, INGRESS, LUSTRE


def check(stack: Stack, files: Resource) -> Iterator[str]:
    """Find file systems that machines of another purpose reach, in whose group they are or that it lets in."""
    holds = files.part("tags").get(HOLDS)
    if holds is None:
        return
    groups = names_at(files, "securityGroupIds")
    peers = [
        names_at(rule, "referencedSecurityGroupId")
        for rule in stack.of_type(INGRESS)
        if not groups.isdisjoint(names_at(rule, "securityGroupId"))
    ]
    clients = purposes_of_groups(stack, groups.union(*peers))
    others = sorted(one for one in clients if holds not in files.said(STORES).get(one, ()))
    if others:
        yield f"holds {shown(holds)}, and machines for {' and '.join(others)} reach it"


RULE = StackRule(
    name="restrict-clients-of-file-systems-on-aws",
    promise="At AWS no file system is reached by machines that are for something else than what it holds.",
    severity=Severity.CRITICAL,
    remedy="give the file system a security group of its own that lets in the groups of its purpose alone",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "HIPAA 164.312(a)(1)"),
    types=(LUSTRE,),
    reads=(INGRESS, *MACHINES),
    settings=(STORES,),
    check=check,
)
