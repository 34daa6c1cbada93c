"""Declares a plan's quotas and queues. It brings no Kueue: the operators' component does, or the cluster has one."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.contract import KubernetesPlatform
from components.objects import declare
from components.services.queueing.queues import queueing_manifests
from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class QueueingArgs:
    """The plan, and the cluster whose nodes the quotas are of."""

    topology: Topology
    platform: KubernetesPlatform


class Queueing(pulumi.ComponentResource):
    """The queues of a plan, made one after the other as Kueue needs them: flavors, shares, queues."""

    def __init__(self, name: str, args: QueueingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:services:Queueing", name, {}, opts)
        before: list[pulumi.Resource] = []
        manifests = queueing_manifests(args.topology, args.platform)
        for kind in ("ResourceFlavor", "ClusterQueue", "LocalQueue"):
            options = pulumi.ResourceOptions(parent=self, depends_on=before)
            before = [
                *before,
                *declare([manifest for manifest in manifests if manifest["kind"] == kind], options),
            ]
        self.register_outputs({})
