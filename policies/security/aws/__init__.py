"""What AWS resources have to keep: the rules, one file each."""

from policies.judge.rule import Rule
from policies.security.aws import require_blocked_public_buckets_on_aws, require_rotated_keys_on_aws

RULES: tuple[Rule, ...] = (
    require_blocked_public_buckets_on_aws.RULE,
    require_rotated_keys_on_aws.RULE,
)
