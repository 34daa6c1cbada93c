"""What Ray on hosts has to keep: the rules, one file each."""

from policies.judge.rule import Rule
from policies.ray.hosts import (
    forbid_listening_raylets_on_hosts,
    forbid_usage_statistics_on_hosts,
    require_heads_without_work_on_hosts,
)

RULES: tuple[Rule, ...] = (
    forbid_listening_raylets_on_hosts.RULE,
    forbid_usage_statistics_on_hosts.RULE,
    require_heads_without_work_on_hosts.RULE,
)
