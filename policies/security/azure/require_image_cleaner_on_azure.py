"""Images that nobody uses any more do not lie on the machines of a cluster of Azure, with their old holes."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, inside, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER

LONGEST = Setting(
    name="longest-hours",
    says="the longest time between two cleanings, in hours",
    default=168,
    schema={"type": "integer", "minimum": 24, "maximum": 2160},
)
"""A week is what the cleaner does where nothing is said ("Use Image Cleaner on AKS")."""

RULE = ResourceRule(
    name="require-image-cleaner-on-azure",
    promise="Every cluster of Azure removes images that nobody uses.",
    severity=Severity.LOW,
    remedy=(
        "set securityProfile.imageCleaner.enabled to true, and intervalHours to no more than the rule's "
        "longest-hours"
    ),
    references=("NIST SP 800-53 SI-2(6)",),
    types=(CLUSTER,),
    settings=(LONGEST,),
    check=inside(
        "securityProfile.imageCleaner",
        is_true("enabled"),
        only_where(
            lambda cleaner: cleaner.get("intervalHours") is not None,
            at_most("intervalHours", LONGEST, "hours"),
        ),
    ),
)
