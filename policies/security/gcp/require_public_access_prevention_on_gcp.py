"""A bucket cannot be opened to everybody, not even by a right that somebody adds to it later."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET

RULE = ResourceRule(
    name="require-public-access-prevention-on-gcp",
    promise="No bucket of Google Cloud can be opened to the public.",
    severity=Severity.CRITICAL,
    remedy='set publicAccessPrevention to "enforced"',
    references=("CIS GCP Foundations 5.1", "NIST SP 800-53 AC-3", "PCI DSS 1.4.4", "HIPAA 164.312(a)(1)"),
    types=(BUCKET,),
    check=equals("publicAccessPrevention", "enforced"),
    mended=lambda bucket: {**bucket, "publicAccessPrevention": "enforced"},
)
