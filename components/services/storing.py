"""Declares classes, keys and claims of volumes so that no change of a plan loses what they hold. It renders nothing."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from components.objects import KubernetesObject, Manifest, declare
from components.topology.model import Topology


def options_of(
    manifest: Manifest, topology: Topology, options: pulumi.ResourceOptions
) -> pulumi.ResourceOptions:
    """Return the options by which a class, a claim or a key of volumes is declared.

    A class is made anew when its policy changes: the API server changes none, and claims stay bound without a class. A
    claim stays as it was made, since with other access modes it would be another one. Both claims and keys of
    production are protected.
    """
    own = {
        "StorageClass": pulumi.ResourceOptions(
            replace_on_changes=["reclaimPolicy"], delete_before_replace=True
        ),
        "PersistentVolumeClaim": pulumi.ResourceOptions(
            ignore_changes=["spec.accessModes"], protect=topology.deletion_protection
        ),
        "Secret": pulumi.ResourceOptions(
            additional_secret_outputs=["data", "stringData"], protect=topology.deletion_protection
        ),
    }
    return pulumi.ResourceOptions.merge(options, own[manifest["kind"]])


def declare_storage(
    manifests: Iterable[Manifest], topology: Topology, options: pulumi.ResourceOptions
) -> list[KubernetesObject]:
    """Declare classes, claims and keys of volumes, each under its logical name."""
    return [
        made
        for manifest in manifests
        for made in declare([manifest], options_of(manifest, topology, options))
    ]
