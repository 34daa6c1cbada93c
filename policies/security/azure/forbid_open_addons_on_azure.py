"""No add-on of a cluster of Azure opens it to the world, or shows it to whoever finds a page."""

from pulumi_policy import Severity

from policies.judge.asking import inside, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="forbid-open-addons-on-azure",
    promise="No cluster of Azure has the dashboard or the routing add-on, which are kept no more.",
    severity=Severity.MEDIUM,
    remedy="leave addonProfiles.httpApplicationRouting and addonProfiles.kubeDashboard away",
    references=(
        "NSA/CISA Kubernetes Hardening: Upgrading and application security practices",
        "NIST SP 800-53 CM-7",
        "SOC 2 CC6.6",
    ),
    types=(CLUSTER,),
    check=inside(
        "addonProfiles",
        *(
            is_not_true(f"{addon}.enabled")
            for addon in ("httpApplicationRouting", "kubeDashboard", "httpapplicationrouting")
        ),
    ),
)
