"""A right to data is given where the data is: in the whole project it opens the buckets that come tomorrow too."""

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.rights_of_gcp import every_right
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import PROJECT_RIGHTS

RULE = ResourceRule(
    name="forbid-data-rights-in-whole-project-on-gcp",
    promise="No right in a whole project of Google Cloud reaches objects, keys, secrets or databases.",
    severity=Severity.HIGH,
    remedy="give the role on the bucket, key, secret or instance itself",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.2"),
    types=PROJECT_RIGHTS,
    check=every_right(
        matches(
            "role",
            r"(?!roles/(storage|cloudkms|secretmanager|cloudsql|bigquery)\.).*",
            "a role that reaches no data",
        )
    ),
)
