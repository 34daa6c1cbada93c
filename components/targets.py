"""The one table of targets: where each lives. A target's module is imported only when a plan names it.

A target's module offers `provision(topology, facts, stack) -> HostsPlatform | KubernetesPlatform` and
`gather(stack) -> facts` (None where nothing need be known before the plan is resolved).
"""

from __future__ import annotations

import importlib
from types import ModuleType

TARGETS = {"local": "components.hosts.platform", "kubernetes": "components.kubernetes.platform"}


class UnknownTarget(Exception):
    """The plan names a target that is not built."""


def target_module(name: str) -> ModuleType:
    """The module of target `name`. Raises UnknownTarget naming those that are built."""
    if name not in TARGETS:
        raise UnknownTarget(
            f'target: "{name}" is not built yet; built: {", ".join(TARGETS)}; change `target:` in the plan'
        )
    return importlib.import_module(TARGETS[name])
