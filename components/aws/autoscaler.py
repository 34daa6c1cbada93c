"""The cluster autoscaler: machines come when pods wait, in the order of the plan's capacities, and go when idle.

It may change the size of this cluster's groups and nothing else. `scaling_manifests` renders what runs in the cluster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import eks, iam

from components.aws import names, policies
from components.aws.identity import trust
from components.aws.keys import Place
from components.aws.nodes import SYSTEM_LABEL
from components.aws.software import autoscaler_image
from components.containers import POD_SECURITY, SECURITY
from components.images import image
from components.objects import Manifest
from components.topology.model import Topology
from components.topology.places import labels_below, metadata

NAME = "cluster-autoscaler"
NAMESPACE = "kube-system"
OWNED = "k8s.io/cluster-autoscaler"
"""What Amazon EKS tags the groups of its clusters with: `<this>/<cluster> = owned`."""
FIRST_PRIORITY = 100
STEP = 10

ASK = (
    *("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances"),
    *("autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities"),
    *("autoscaling:DescribeTags", "ec2:DescribeImages", "ec2:DescribeInstanceTypes"),
    *("ec2:DescribeLaunchTemplateVersions", "ec2:GetInstanceTypesFromInstanceRequirements"),
)
"""What IAM limits to no resource."""
ASK_OWN = ("eks:DescribeNodegroup",)
CHANGE = ("autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup")
"""cluster-autoscaler, cloudprovider/aws/README.md, "Full Cluster Autoscaler Features Policy"."""


@dataclass(frozen=True, kw_only=True)
class AwsAutoscalerArgs:
    """The topology, the cluster and the account."""

    topology: Topology
    cluster_name: pulumi.Input[str]
    account_id: pulumi.Input[str]


class AwsAutoscaler(pulumi.ComponentResource):
    """The role of the autoscaler's pod."""

    def __init__(
        self, name: str, args: AwsAutoscalerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:aws:Autoscaler", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        topology = args.topology
        role = iam.Role(
            f"{name}-role",
            name_prefix=names.prefix(topology.name, NAME, limit=names.ROLE_LIMIT),
            assume_role_policy=pulumi.Output.from_input(args.account_id).apply(trust),
            tags=names.tags(topology, NAME),
            opts=below,
        )
        region = topology.location or ""
        policy = pulumi.Output.all(args.cluster_name, args.account_id).apply(
            lambda known: scaling_policy(
                known[0],
                Place(partition=names.partition(region), region=region, account_id=known[1]),
            )
        )
        iam.RolePolicy(f"{name}-policy", role=role.id, policy=policy, opts=below)
        eks.PodIdentityAssociation(
            f"{name}-association", cluster_name=args.cluster_name, namespace=NAMESPACE, service_account=NAME,
            role_arn=role.arn, tags=names.tags(topology, NAME), opts=below,
        )  # fmt: skip
        self.register_outputs({})


def scaling_policy(cluster: str, place: Place) -> str:
    """Return the right to see groups and read the cluster's own, and to change the size of those that it owns."""
    owned = {"StringEquals": {f"aws:ResourceTag/{OWNED}/{cluster}": "owned"}}
    here = f"{place.region}:{place.account_id}"
    node_groups = f"arn:{place.partition}:eks:{here}:nodegroup/{cluster}/*/*"
    groups = f"arn:{place.partition}:autoscaling:{here}:autoScalingGroup:*:autoScalingGroupName/*"
    return policies.document(
        [
            policies.allow(ASK),
            policies.allow(ASK_OWN, [node_groups]),
            policies.allow(CHANGE, [groups], condition=owned),
        ]
    )


def priorities(scaling_groups: Mapping[int, Sequence[str]]) -> str:
    """Return which groups are tried first, by rank of their capacity, as the expander `priority` reads it."""
    lines = []
    for rank in sorted(scaling_groups):
        lines.append(f"{FIRST_PRIORITY - STEP * rank}:")
        lines += [f"- ^{name}$" for name in sorted(scaling_groups[rank])]
    return "\n".join(lines) + "\n"


def scaling_manifests(
    topology: Topology, location: str, cluster: str, version: str, order: pulumi.Input[str]
) -> tuple[Manifest, ...]:
    """Return everything of the autoscaler in the cluster, whose version of Kubernetes is `version`.

    `order` is what `priorities` says.
    """
    named_so = metadata(topology, NAME, namespace=NAMESPACE)
    subject = {"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}
    rbac = "rbac.authorization.k8s.io"
    bindings = [
        ("ClusterRole", metadata(topology, NAME), CLUSTER_RULES),
        ("Role", named_so, RULES),
    ]
    made: list[Manifest] = [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": named_so, "automountServiceAccountToken": False},
        {
            "apiVersion": "v1", "kind": "ConfigMap", "data": {"priorities": order},
            "metadata": metadata(topology, f"{NAME}-priority-expander", namespace=NAMESPACE),
        },
    ]  # fmt: skip
    for kind, named, rules in bindings:
        made.append(
            {"apiVersion": f"{rbac}/v1", "kind": kind, "metadata": named, "rules": [dict(r) for r in rules]}
        )
        made.append(
            {
                "apiVersion": f"{rbac}/v1", "kind": f"{kind}Binding", "metadata": named, "subjects": [subject],
                "roleRef": {"apiGroup": rbac, "kind": kind, "name": NAME},
            }
        )  # fmt: skip
    return (*made, _deployment(topology, named_so, _container(location, cluster, version)))


def _deployment(topology: Topology, named: Mapping[str, Any], container: Mapping[str, Any]) -> Manifest:
    own = {"app.kubernetes.io/name": NAME}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": named,
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": own},
            "template": {
                "metadata": {"labels": {**labels_below(topology), **own}},
                "spec": {
                    "serviceAccountName": NAME,
                    "automountServiceAccountToken": True,  # it asks the API server for pods that wait
                    "priorityClassName": "system-cluster-critical",
                    "nodeSelector": SYSTEM_LABEL,
                    "securityContext": POD_SECURITY,
                    "containers": [container],
                },
            },
        },
    }


def _container(location: str, cluster: str, version: str) -> dict[str, Any]:
    resources = {"cpu": "100m", "memory": "600Mi"}
    # kubernetes/autoscaler: answers on the port of its metrics, with an error once its loop stands still.
    alive = {"httpGet": {"path": "/health-check", "port": 8085}, "periodSeconds": 30, "timeoutSeconds": 5}
    return {
        "name": NAME,
        "image": image(autoscaler_image(version)),
        "imagePullPolicy": "IfNotPresent",
        "command": ["./cluster-autoscaler"],
        "args": [
            "--cloud-provider=aws",
            f"--node-group-auto-discovery=asg:tag={OWNED}/enabled,{OWNED}/{cluster}",
            "--expander=priority,least-waste",
            # Groups of one pool in several zones grow side by side.
            "--balance-similar-node-groups=true",
            # Machines that did not come in this time are asked for in the next way of buying.
            "--max-node-provision-time=10m",
            # Services that stray onto a pool's machines move away when its own pods are gone.
            "--skip-nodes-with-system-pods=false",
            "--skip-nodes-with-local-storage=false",
        ],
        "env": [{"name": "AWS_REGION", "value": location}],
        "resources": {"requests": resources, "limits": dict(resources)},
        "securityContext": SECURITY,
        "readinessProbe": alive,
        "livenessProbe": {**alive, "failureThreshold": 5},
    }


def _rule(group: str, resources: str, verbs: str, names_of: Sequence[str] = ()) -> Mapping[str, Any]:
    named = {"resourceNames": list(names_of)} if names_of else {}
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split(), **named}


WATCH = "get list watch"
CLUSTER_RULES = (
    _rule("", "events endpoints", "create patch"),
    _rule("", "pods/eviction", "create"),
    _rule("", "pods/status", "update"),
    _rule("", "nodes", f"{WATCH} update"),
    _rule(
        "", "namespaces pods services replicationcontrollers persistentvolumeclaims persistentvolumes", WATCH
    ),
    _rule("apps", "statefulsets replicasets daemonsets", WATCH),
    _rule("batch", "jobs cronjobs", WATCH),
    _rule("policy", "poddisruptionbudgets", "list watch"),
    _rule(
        "storage.k8s.io", "storageclasses csinodes csidrivers csistoragecapacities volumeattachments", WATCH
    ),
    _rule("resource.k8s.io", "resourceclaims resourceslices deviceclasses", WATCH),
    _rule("coordination.k8s.io", "leases", "create"),
    _rule("coordination.k8s.io", "leases", "get update", [NAME]),
)
RULES = (
    _rule("", "configmaps", "create list watch"),
    _rule("", "configmaps", "delete get update watch", [f"{NAME}-status", f"{NAME}-priority-expander"]),
)
"""cluster-autoscaler, cloudprovider/aws/examples/cluster-autoscaler-autodiscover.yaml."""
