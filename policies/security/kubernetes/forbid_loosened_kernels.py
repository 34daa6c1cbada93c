"""What the kernel holds against a container stays: masked /proc, AppArmor, SELinux, and its own settings."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent, differs, equals, every
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, every_pod, unless_exempt
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

# Kubernetes, "Using sysctls in a cluster": each of these is the pod's own.
SAFE = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
)  # fmt: skip
SELINUX_TYPES = (None, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")


def _check_sysctl(sysctl: Resource) -> Iterator[str]:
    if sysctl.get("name") not in SAFE:
        yield f"{sysctl.way} sets {shown(sysctl.get('name'))}, which is not the pod's own"


BOTH = (
    differs("securityContext.appArmorProfile.type", "Unconfined"),
    equals("securityContext.seLinuxOptions.type", *SELINUX_TYPES),
    absent("securityContext.seLinuxOptions.user"),
    absent("securityContext.seLinuxOptions.role"),
)

RULE = ResourceRule(
    name="forbid-loosened-kernels",
    promise="No pod loosens what the kernel holds against it.",
    severity=Severity.HIGH,
    remedy="remove procMount, the SELinux options, unsafe sysctls, and the AppArmor profile Unconfined",
    references=(
        "Pod Security Standards baseline: AppArmor",
        "Pod Security Standards baseline: SELinux",
        "Pod Security Standards baseline: /proc Mount Type",
        "Pod Security Standards baseline: Sysctls",
        "CIS Kubernetes 5.6.3",
        "NSA/CISA Kubernetes Hardening: Hardening container environments",
        "NIST SP 800-53 CM-6",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(
        every_pod(*BOTH, every("securityContext.sysctls", _check_sysctl)),
        every_container(*BOTH, equals("securityContext.procMount", None, "Default")),
    ),
)  # fmt: skip
