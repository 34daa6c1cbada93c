"""Declares KubeRay and Kueue where the cluster has none: definitions first. What is there is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.contract import KubernetesPlatform
from components.objects import Manifest, declare
from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests, kuberay_policies
from components.services.operators.kueue import kueue_definitions, kueue_manifests, kueue_policies
from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class OperatorsArgs:
    """The plan, and the cluster that may have operators of its own. Kueue comes only where a plan has queues."""

    topology: Topology
    platform: KubernetesPlatform


class Operators(pulumi.ComponentResource):
    """The operators that this stack brings; `ready` is what their kinds' objects have to wait for."""

    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: OperatorsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:services:Operators", name, {}, opts)
        topology, present = args.topology, args.platform.present
        needed = {
            "kuberay": (kuberay_definitions, kuberay_manifests, kuberay_policies, True),
            "kueue": (kueue_definitions, kueue_manifests, kueue_policies, bool(topology.queues)),
        }
        self.ready = []
        for operator, (definitions, manifests, policies, is_needed) in needed.items():
            if is_needed and operator not in present:
                own = pulumi.ResourceOptions(parent=self)
                kinds = _defined(operator, definitions(topology), args.platform, own)
                namespace, *others = manifests(topology, args.platform)
                place = declare([namespace], self._after(kinds))
                closed = declare(policies(topology, args.platform), self._after(place))
                self.ready += [*kinds, *place, *closed, *declare(others, self._after([*kinds, *closed]))]
        self.register_outputs({})

    def _after(self, earlier: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=[*earlier])


def _defined(
    operator: str, manifests: Sequence[Manifest], platform: KubernetesPlatform, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    if platform.define is None:
        return [*declare(manifests, opts)]
    return [platform.define(operator, manifests, opts)]
