"""Which machine went out to where is written down."""

from pulumi_policy import Severity

from policies.judge.asking import equals, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NAT
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-nat-logs-on-gcp",
    promise="Every gateway of Cloud NAT logs translations and errors.",
    severity=Severity.MEDIUM,
    remedy='set logConfig to enable: true and filter: "ALL"',
    references=("NIST SP 800-53 AU-12", "PCI DSS 10.2.1"),
    types=(NAT,),
    check=together(is_true("logConfig.enable"), equals("logConfig.filter", "ALL")),
    mended=lambda nat: {**nat, "logConfig": {"enable": True, "filter": "ALL"}},
)
