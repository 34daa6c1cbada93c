"""The one table of targets: where each lives. A target's module is imported only when a plan names it.

A target's module offers `provision(topology, facts, stack) -> HostsPlatform | KubernetesPlatform` and
`gather(stack) -> facts` (None where nothing need be known before the plan is resolved). That of a cloud offers besides
`refusals(topology, facts)`: what the cloud would refuse of a plan and of what the stack's configuration says.
"""

from __future__ import annotations

import importlib
from types import ModuleType

TARGETS = {
    "local": "components.hosts.platform",
    "kubernetes": "components.kubernetes.platform",
    "aws": "components.aws.platform",
    "gcp": "components.gcp.platform",
    "azure": "components.azure.platform",
}

EXTRAS = {"aws": "pulumi_aws", "gcp": "pulumi_gcp", "azure": "pulumi_azure_native"}
"""The SDK that a target is written with; a target of the Makefile installs it."""


class UnknownTarget(Exception):
    """The plan names a target that is not built, or whose SDK is not installed."""


def target_module(name: str) -> ModuleType:
    """The module of target `name`.

    Raises UnknownTarget naming those that are built, or how to install its SDK.
    """
    try:
        return importlib.import_module(_module_name(name))
    except ModuleNotFoundError as missing:
        if name in EXTRAS and (missing.name or "").partition(".")[0] == EXTRAS[name]:
            command = f"make extra-{name}"
            raise UnknownTarget(f"target: the SDK of {name} is not installed; run `{command}`") from missing
        raise


def target_part(name: str, part: str) -> ModuleType:
    """A module beside that of target `name`, a cloud, imported without the rest of it: its SDK need not be there.

    `audit` offers `audit(request) -> Audit`: what is left of a stack. `account` offers `whose(configured, location)`,
    the account that answers, in words; `PROGRAM`, which gives a kubeconfig's user its credential; and `PROGRAM_FROM`,
    how that is installed. `quota` offers `needs(topology)`, what a plan needs; `held(configured, needs) -> Held`, what
    the account holds; `way_out(need)` and `PROVIDER`; and where an account refuses more than that
    `refusals(configured, topology)`, `places(configured, topology)`, the machines that its zones have not, and
    `adopted(configured, topology)`, what is wrong of a network that exists. `key_versions`, where services stay with
    the version of a key that they were told, offers `outdated(configured, resources)`, a sentence for each.
    Raises UnknownTarget naming the targets that are built.
    """
    package = _module_name(name).rpartition(".")[0]
    return importlib.import_module(f"{package}.{part}")


def _module_name(name: str) -> str:
    if name not in TARGETS:
        raise UnknownTarget(
            f'target: "{name}" is not built yet; built: {", ".join(TARGETS)}; change `target:` in the plan'
        )
    return TARGETS[name]
