"""A sink that is switched off, or leaves entries out, keeps a log that looks whole and is not."""

from pulumi_policy import Severity

from policies.judge.asking import absent, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import LOG_SINK
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-whole-log-sinks-on-gcp",
    promise="No sink of Google Cloud's logs is disabled or leaves entries out.",
    severity=Severity.MEDIUM,
    remedy="remove disabled and exclusions",
    references=("CIS GCP Foundations 2.3", "NIST SP 800-53 AU-12", "PCI DSS 10.2.1"),
    types=(LOG_SINK,),
    check=together(is_not_true("disabled"), absent("exclusions", "none")),
    mended=lambda sink: {**sink, "disabled": False},
)
