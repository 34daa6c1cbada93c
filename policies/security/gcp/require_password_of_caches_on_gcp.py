"""Whoever reaches a cache is asked for a password: Ray's state in Redis is the cluster's own memory."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CACHE

RULE = ResourceRule(
    name="require-password-of-caches-on-gcp",
    promise="Every cache of Memorystore asks for a password.",
    severity=Severity.HIGH,
    remedy="set authEnabled to true, and give Ray its authString by a Kubernetes secret",
    references=("NIST SP 800-53 IA-2", "PCI DSS 8.3.1"),
    types=(CACHE,),
    check=is_true("authEnabled"),
)
