"""A chart is the version that was looked at, from an address that proves who it is."""

from pulumi_policy import Severity

from policies.judge.asking import matches, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CHARTS

RULE = ResourceRule(
    name="require-pinned-charts",
    promise="Every chart is of one version, and comes encrypted.",
    severity=Severity.MEDIUM,
    remedy="set version to the whole version of the chart, and repositoryOpts.repo to an https address, or use oci://",
    references=("NIST SP 800-53 SR-11", "NIST SP 800-53 CM-2", "PCI DSS 6.5.1", "SOC 2 CC8.1"),
    types=CHARTS,
    # A chart is a component, and the engine shows packs no inputs of those; what it shows is judged.
    check=only_where(
        lambda chart: len(chart.value) > 0,
        matches("version", r"v?\d+\.\d+\.\d+[\w.+-]*", "a whole version, such as 1.2.3"),
        lambda chart: (
            iter(())
            if str(chart.get("chart")).startswith(("oci://", "./", "/"))
            else matches("repositoryOpts.repo", r"https://.+", "an https address")(chart)
        ),
    ),
)
