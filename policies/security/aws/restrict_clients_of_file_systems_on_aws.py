"""Machines that mount a file system are for what it holds: FSx for Lustre asks nobody who he is, only from where."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.groups_of_aws import (
    INWARDS,
    MACHINES,
    lets_in,
    names_of_group,
    peers_of,
    purposes_of_groups,
    purposes_of_ranges,
    rules_in,
)
from policies.judge.purposes import STORES, names_at
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import HOLDS, LUSTRE, SUBNET


def check(stack: Stack, files: Resource) -> Iterator[str]:
    """Find file systems that machines of another purpose reach, in whose group they are or that it lets in."""
    holds = files.part("tags").get(HOLDS)
    if holds is None:
        return
    groups = names_at(files, "securityGroupIds")
    clients = purposes_of_groups(stack, groups).union(*_let_in(stack, groups))
    others = sorted(one for one in clients if holds not in files.said(STORES).get(one, ()))
    if others:
        yield f"holds {shown(holds)}, and machines for {' and '.join(others)} reach it"


def _let_in(stack: Stack, groups: set[str]) -> Iterator[set[str]]:
    """Yield what those are for whom these groups let in, by groups and by ranges."""
    for one in stack.of_type(*INWARDS):
        own = names_of_group(one)
        if not groups.isdisjoint(own) and lets_in(one):
            for rule in rules_in(one):
                yield purposes_of_groups(stack, peers_of(rule, own))
                yield from (purposes for _, purposes in purposes_of_ranges(stack, rule))


RULE = StackRule(
    name="restrict-clients-of-file-systems-on-aws",
    promise="At AWS no file system is reached by machines that are for something else than what it holds.",
    severity=Severity.CRITICAL,
    remedy="give the file system a security group of its own that lets in the groups of its purpose alone",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "HIPAA 164.312(a)(1)"),
    types=(LUSTRE,),
    reads=(*INWARDS, *MACHINES, SUBNET),
    settings=(STORES,),
    check=check,
)
