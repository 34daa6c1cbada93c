"""Declares the GPU stack where the cluster has none, and what pulls images early onto machines with GPUs.

Nodes get their labels from the target, not from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.contract import KubernetesPlatform
from components.objects import declare
from components.services.bundle_items import GPU_OPERATOR
from components.services.charts import chart
from components.services.gpu.configuration import NAMESPACE, configuration_manifests
from components.services.gpu.early_images import early_images
from components.services.gpu.values import values
from components.services.isolation.namespaces import exempt_namespace
from components.topology.model import Topology
from components.topology.pools import has_gpus

REASON = "drivers, device plugins and exporters of GPUs work on devices and folders of the node"


@dataclass(frozen=True, kw_only=True)
class GpuStackArgs:
    """The plan, and the cluster that may have a GPU operator of its own."""

    topology: Topology
    platform: KubernetesPlatform


class GpuStack(pulumi.ComponentResource):
    """NVIDIA's GPU operator and how it divides GPUs, where a pool has any and the cluster no operator; early images."""

    def __init__(self, name: str, args: GpuStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:services:GpuStack", name, {}, opts)
        topology, platform = args.topology, args.platform
        own = pulumi.ResourceOptions(parent=self)
        declare(early_images(topology, platform), own)
        if has_gpus(topology) and "gpu-operator" not in platform.present:
            place = declare([exempt_namespace(topology, platform, NAMESPACE, REASON)], own)
            inside = pulumi.ResourceOptions(parent=self, depends_on=place)
            configuration = declare(configuration_manifests(topology), inside)
            after = pulumi.ResourceOptions(parent=self, depends_on=[*place, *configuration])
            chart(f"{name}-operator", GPU_OPERATOR, NAMESPACE, values(topology, platform), after)
        self.register_outputs({})
