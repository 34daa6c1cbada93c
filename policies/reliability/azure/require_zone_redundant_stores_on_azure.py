"""Objects of production of Azure are there when a zone is not."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, matches, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="require-zone-redundant-stores-on-azure",
    promise="Every storage account of production of Azure lies in several zones.",
    severity=Severity.MEDIUM,
    remedy=(
        "set sku.name to one that ends in ZRS, such as Standard_ZRS; where the account is there already, have Azure "
        "convert it by `az storage account migration start`, which takes days, and then run `pulumi refresh`"
    ),
    references=("NIST SP 800-53 CP-6", "NIST SP 800-53 CP-9", "SOC 2 A1.2", "Azure Well-Architected RE:05"),
    types=(STORE,),
    check=only_where(
        in_production("tags"),
        matches("sku.name", r"\w+_(RAG|G)?ZRS", "a name that ends in ZRS"),
    ),
)
