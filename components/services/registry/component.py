"""Declares the registry where the plan has a store for it; namespace, policies and the store itself are isolation's."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.contract import KubernetesPlatform
from components.objects import declare
from components.services.bundle_items import has_registry
from components.services.registry.credentials import RegistryPasswords, secret_manifests
from components.services.registry.database import database_manifests, volume_of
from components.services.registry.encryption import Certificates, certificate_manifests, trusted_manifests
from components.services.registry.server import server_manifests
from components.services.storing import declare_storage
from components.services.volumes import volume_manifests
from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """The plan, its cluster, the registry's passwords and certificates, and its volume's key, if any."""

    topology: Topology
    platform: KubernetesPlatform
    passwords: RegistryPasswords
    certificates: Certificates
    volume_key: pulumi.Input[str] | None = None


class Registry(pulumi.ComponentResource):
    """MLflow and its database, the database first; nothing where the plan keeps no registry."""

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:services:Registry", name, {}, opts)
        topology = args.topology
        if has_registry(topology):
            own = pulumi.ResourceOptions(parent=self)
            volume = volume_of(topology, args.volume_key)
            first = declare_storage(volume_manifests(topology, args.platform, volume), topology, own)
            hidden = pulumi.ResourceOptions(parent=self, additional_secret_outputs=["stringData", "data"])
            first += declare(secret_manifests(topology, args.passwords), hidden)
            first += declare(certificate_manifests(topology, args.certificates), hidden)
            first += declare(trusted_manifests(topology, args.certificates), own)
            kept = pulumi.ResourceOptions(parent=self, depends_on=first, protect=topology.deletion_protection)
            database = declare(database_manifests(topology, args.certificates.fingerprint), kept)
            after = pulumi.ResourceOptions(parent=self, depends_on=database)
            declare(server_manifests(topology, args.certificates.fingerprint), after)
        self.register_outputs({})
