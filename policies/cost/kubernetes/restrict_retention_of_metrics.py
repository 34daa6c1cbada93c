"""Metrics are kept for a time that somebody chose, on a disk whose size is known."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import CHARTS

CHART = "kube-prometheus-stack"
# Prometheus, "Storage": units of --storage.tsdb.retention.time, in days.
DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "y": 365.0}
LONGEST = Setting(
    name="longest-days",
    says="how long metrics may be kept, in days",
    default=90,
    schema={"type": "integer", "minimum": 1},
)


def check(chart: Resource) -> Iterator[str]:
    """Find metrics that are kept longer, or without a bound of their size."""
    if str(chart.get("chart")).rpartition("/")[2] != CHART:
        return
    spec = chart.part("values").part("prometheus").part("prometheusSpec")
    time = spec.get("retention")
    found = re.fullmatch(r"([0-9]+)([hdwy])", str(time))
    if found is None or int(found[1]) * DAYS[found[2]] > chart.said(LONGEST):
        yield f"{spec.place('retention')} is {shown(time)}; allowed: at most {chart.said(LONGEST)} days"
    if not spec.get("retentionSize"):
        yield f"{spec.place('retentionSize')} is {shown(spec.get('retentionSize'))}; allowed: a size"


RULE = ResourceRule(
    name="restrict-retention-of-metrics",
    promise="Metrics are kept for a time and a size that somebody chose.",
    severity=Severity.LOW,
    remedy="set prometheus.prometheusSpec.retention and retentionSize in the values of the chart",
    references=("NIST SP 800-53 SI-12", "FinOps Framework: Usage Optimization"),
    types=CHARTS,
    settings=(LONGEST,),
    check=check,
)
