"""What breaks the rules about the rights of pods: for each kind of workload some, and some for all."""

from tests.policies.breach import GONE, Breach
from tests.policies.on_kubernetes.places import (
    CONFIG,
    DATABASE,
    HEAD,
    KUEUE,
    ONE,
    POD,
    RAY,
    REGISTRY,
    SERVE,
    TRAIN,
)

SERVED = f"{CONFIG}.workerGroupSpecs.0.template.spec"
EVALUATE = "spec.rayClusterSpec"
NIGHTLY = "spec.jobTemplate.spec.template.spec"
SUBMITTER = "spec.submitterPodTemplate.spec"
CONTEXT = f"{ONE}.securityContext"

BREACHES: dict[str, tuple[Breach, ...]] = {
    # Every kind of workload once: all rules about containers share one reader.
    "forbid-privileged-containers": (
        Breach(
            REGISTRY,
            f"{CONTEXT}.privileged",
            True,
            "spec.template.spec.containers[0].securityContext.privileged is True",
        ),
        Breach(DATABASE, f"{CONTEXT}.privileged", "true", "securityContext.privileged is"),
        Breach("agent", f"{CONTEXT}.privileged", True, "securityContext.privileged is True; allowed: false"),
        Breach(
            "shell",
            "spec.containers.0.securityContext.privileged",
            True,
            "spec.containers[0].securityContext.privileged",
        ),
        Breach("clean", f"{CONTEXT}.privileged", True, "securityContext.privileged is True"),
        Breach(
            "nightly",
            f"{NIGHTLY}.containers.0.securityContext.privileged",
            True,
            "spec.jobTemplate.spec.template.spec",
        ),
        Breach(
            TRAIN,
            f"{HEAD}.containers.0.securityContext.privileged",
            True,
            "spec.headGroupSpec.template.spec.containers[0]",
        ),
        Breach(
            TRAIN,
            f"{HEAD}.initContainers.1.securityContext.privileged",
            True,
            "initContainers[1].securityContext",
        ),
        Breach(
            TRAIN,
            f"{RAY}.securityContext.privileged",
            True,
            "spec.workerGroupSpecs[1].template.spec.containers[0]",
        ),
        Breach(
            SERVE,
            f"{SERVED}.containers.0.securityContext.privileged",
            True,
            "spec.rayClusterConfig.workerGroupSpecs[0]",
        ),
        Breach(
            "answers",
            f"{CONFIG}.autoscalerOptions.securityContext.privileged",
            True,
            "autoscalerOptions.securityContext",
        ),
        Breach(
            "evaluate",
            f"{EVALUATE}.headGroupSpec.template.spec.containers.0.securityContext.privileged",
            True,
            "rayClusterSpec",
        ),
        Breach(
            "evaluate",
            f"{SUBMITTER}.containers.0.securityContext.privileged",
            True,
            "spec.submitterPodTemplate.spec",
        ),
        Breach(
            "weekly",
            f"spec.jobTemplate.{SUBMITTER[5:]}.containers.0.securityContext.privileged",
            True,
            "spec.jobTemplate.submitterPodTemplate",
        ),
        Breach("driver", "metadata.namespace", "atlas-train", "securityContext.privileged is True"),
        Breach("driver", "metadata.name", "miner", "securityContext.privileged is True"),
        Breach(
            "shell",
            "spec.securityContext.windowsOptions",
            {"hostProcess": True},
            "windowsOptions.hostProcess is True",
        ),
    ),
    "forbid-privilege-escalation": (
        Breach(
            REGISTRY,
            f"{CONTEXT}.allowPrivilegeEscalation",
            True,
            "allowPrivilegeEscalation is True; allowed: false",
        ),
        Breach(TRAIN, f"{RAY}.securityContext", GONE, "allowPrivilegeEscalation is absent"),
        Breach(
            "answers",
            f"{CONFIG}.autoscalerOptions.securityContext",
            GONE,
            "allowPrivilegeEscalation is absent",
        ),
    ),
    "require-dropped-capabilities": (
        Breach(KUEUE, f"{CONTEXT}.capabilities", GONE, 'capabilities.drop does not hold "ALL"'),
        Breach(
            REGISTRY, f"{CONTEXT}.capabilities.drop", ["NET_RAW"], 'capabilities.drop does not hold "ALL"'
        ),
        Breach(
            TRAIN,
            f"{HEAD}.containers.0.securityContext.capabilities.add",
            ["SYS_ADMIN"],
            'capabilities.add[0] is "SYS_ADMIN"',
        ),
    ),
    "require-seccomp-profiles": (
        Breach("shell", "spec.securityContext.seccompProfile", GONE, "seccompProfile.type is absent"),
        Breach(
            REGISTRY, f"{CONTEXT}.seccompProfile.type", "Unconfined", 'seccompProfile.type is "Unconfined"'
        ),
        Breach(
            SERVE,
            f"{SERVED}.securityContext.seccompProfile.type",
            "Unconfined",
            'seccompProfile.type is "Unconfined"',
        ),
    ),
    "require-security-contexts-of-pods": (
        Breach(REGISTRY, f"{POD}.securityContext", GONE, "spec.securityContext.runAsNonRoot is absent"),
        Breach(DATABASE, f"{POD}.securityContext.seccompProfile", GONE, "seccompProfile.type is absent"),
        Breach(
            TRAIN, f"{HEAD}.securityContext", GONE, "securityContext.runAsNonRoot is absent; allowed: true"
        ),
    ),
    "require-non-root-containers": (
        Breach(
            "shell",
            "spec.securityContext.runAsNonRoot",
            GONE,
            "containers[0].securityContext.runAsNonRoot is absent",
        ),
        Breach(REGISTRY, f"{CONTEXT}.runAsNonRoot", False, "runAsNonRoot is False; allowed: true"),
        Breach(TRAIN, f"{HEAD}.securityContext.runAsNonRoot", False, "runAsNonRoot is false"),
        Breach(DATABASE, f"{POD}.securityContext.runAsUser", 0, "runAsUser is 0, which is root"),
    ),
    "require-read-only-root-filesystems": (
        Breach(
            REGISTRY,
            f"{CONTEXT}.readOnlyRootFilesystem",
            GONE,
            "readOnlyRootFilesystem is absent; allowed: true",
        ),
        Breach(
            SERVE,
            f"{SERVED}.initContainers.0.securityContext.readOnlyRootFilesystem",
            False,
            "readOnlyRootFilesystem is False",
        ),
    ),
    "forbid-host-namespaces": (
        Breach(TRAIN, f"{HEAD}.hostNetwork", True, "spec.headGroupSpec.template.spec.hostNetwork is True"),
        Breach("agent", f"{POD}.hostPID", True, "hostPID is True"),
        Breach("shell", "spec.hostIPC", True, "spec.hostIPC is True"),
    ),
    "restrict-volume-types": (
        Breach(
            REGISTRY,
            f"{POD}.volumes.1",
            {"name": "x", "hostPath": {"path": "/"}},
            'volumes[1] ("x") is of the kind hostPath',
        ),
        Breach(SERVE, f"{SERVED}.volumes.0", {"name": "x", "nfs": {"server": "x"}}, "is of the kind nfs"),
    ),
    "forbid-host-ports": (
        Breach(REGISTRY, f"{ONE}.ports.0.hostPort", 5000, "ports[0].hostPort is 5000; allowed: absent, 0"),
        Breach(TRAIN, f"{HEAD}.containers.0.ports.1.hostPort", 8265, "hostPort is 8265"),
    ),
    "forbid-loosened-kernels": (
        Breach(REGISTRY, f"{CONTEXT}.procMount", "Unmasked", 'procMount is "Unmasked"'),
        Breach(
            REGISTRY,
            f"{CONTEXT}.appArmorProfile",
            {"type": "Unconfined"},
            'appArmorProfile.type is "Unconfined"',
        ),
        Breach(
            KUEUE,
            f"{POD}.securityContext.seLinuxOptions",
            {"type": "spc_t"},
            'seLinuxOptions.type is "spc_t"',
        ),
        Breach(
            "shell",
            "spec.securityContext.sysctls",
            [{"name": "kernel.msgmax", "value": "1"}],
            'sets "kernel.msgmax"',
        ),
    ),
}
