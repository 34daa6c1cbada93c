"""Checkpoints and scratch go by themselves: they grow every hour of training, and nobody deletes them by hand."""

from pulumi_policy import Severity

from policies.judge.removals import LONGEST_CHECKPOINTS, LONGEST_SCRATCH, removed_in_time
from policies.judge.removals_of_azure import removals
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import HOLDS, LIFECYCLE, STORE

RULE = StackRule(
    name="require-end-of-checkpoints-and-scratch-on-azure",
    promise="Every storage account of Azure with checkpoints or scratch removes all of it after some days at most.",
    severity=Severity.LOW,
    remedy="add an enabled rule whose baseBlob.delete has daysAfterModificationGreaterThan, without a prefix",
    references=("NIST SP 800-53 SI-12", "CIS Controls 3.4", "FinOps Framework: Usage Optimization"),
    types=(STORE,),
    reads=(LIFECYCLE,),
    settings=(LONGEST_CHECKPOINTS, LONGEST_SCRATCH),
    check=removed_in_time("tags", HOLDS, removals),
)
