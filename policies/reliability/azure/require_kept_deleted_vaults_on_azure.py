"""A vault of Azure that was deleted by mistake is there long enough for somebody to notice."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, inside, is_not_false, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import VAULT

LEAST = Setting(
    name="least-days",
    says="how long a deleted vault can be had back at least, in days",
    default=30,
    schema={"type": "integer", "minimum": 7, "maximum": 90},
)

RULE = ResourceRule(
    name="require-kept-deleted-vaults-on-azure",
    promise="Every deleted vault of Azure can be had back for as long as a team says.",
    severity=Severity.MEDIUM,
    remedy=(
        "leave properties.enableSoftDelete away, and softDeleteRetentionInDays too or set it to at least "
        "the rule's least-days"
    ),
    references=("NIST SP 800-53 CP-9",),
    types=(VAULT,),
    settings=(LEAST,),
    check=inside(
        "properties",
        is_not_false("enableSoftDelete"),
        # Absent is 90 days.
        only_where(
            lambda vault: vault.get("softDeleteRetentionInDays") is not None,
            at_least("softDeleteRetentionInDays", LEAST, "days"),
        ),
    ),
)
