"""Dashboards and metrics show what everybody runs: who looks at them says who it is, and comes from inside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_not_true, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CHARTS
from policies.judge.unknown import together

CHART = "kube-prometheus-stack"


def _check_grafana(chart: Resource) -> Iterator[str]:
    # A key of the chart has a dot in it, so that no way can name it.
    ini = chart.part("values").part("grafana").part("grafana.ini")
    yield from is_not_true("enabled")(ini.part("auth.anonymous"))
    yield from is_not_true("allow_sign_up")(ini.part("users"))


def _is_monitoring(chart: Resource) -> bool:
    return str(chart.get("chart")).rpartition("/")[2] == CHART


RULE = ResourceRule(
    name="forbid-open-dashboards",
    promise="Nobody sees dashboards or metrics without an account, or from outside the cluster.",
    severity=Severity.HIGH,
    remedy="switch off anonymous access, sign-up, the ingresses and the admin API in the values of the chart",
    references=("NIST SP 800-53 AC-3", "NIST SP 800-53 AC-14", "PCI DSS 8.3.1", "SOC 2 CC6.1"),
    types=CHARTS,
    check=only_where(
        _is_monitoring,
        together(
            *(is_not_true(f"values.{part}.ingress.enabled") for part in ("alertmanager", "grafana", "prometheus")),
            is_not_true("values.prometheus.prometheusSpec.enableAdminAPI"),
            _check_grafana,
        ),
    ),
)  # fmt: skip
