"""Ray on hosts tells nobody outside what runs here."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule

RAYLET = "pulumi-python:dynamic/hosts:Raylet"

RULE = ResourceRule(
    name="forbid-usage-statistics-on-hosts",
    promise="No Ray node on hosts sends statistics of its use.",
    severity=Severity.LOW,
    remedy='set RAY_USAGE_STATS_ENABLED of the environment to "0"',
    references=("Ray documentation: Usage stats collection", "NIST SP 800-53 SC-7(10)", "SOC 2 CC6.7"),
    types=(RAYLET,),
    check=equals("environment.RAY_USAGE_STATS_ENABLED", "0"),
    mended=lambda raylet: {
        **raylet,
        "environment": {**raylet.get("environment", {}), "RAY_USAGE_STATS_ENABLED": "0"},
    },
)
