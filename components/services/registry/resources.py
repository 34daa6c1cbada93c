"""The registry's authorities as a Pulumi resource that names its type: policies see `registry:Authority`."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi import dynamic

from components.services.registry.encryption import Certificates
from components.services.registry.providers import RegistryAuthorityProvider

KEYS = ("server_key", "database_key", "next_key")
MADE = (
    *("certificate", "next_certificate", "trusted", "fingerprint", "ends"),
    *("server_certificate", "database_certificate", *KEYS),
)


class RegistryAuthority(dynamic.Resource, module="registry", name="Authority"):
    """What the authorities of a registry have signed, and until when they sign; the keys are Pulumi secrets."""

    trusted: pulumi.Output[str]
    server_certificate: pulumi.Output[str]
    server_key: pulumi.Output[str]
    database_certificate: pulumi.Output[str]
    database_key: pulumi.Output[str]
    fingerprint: pulumi.Output[str]
    ends: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        server_names: Sequence[str],
        database_names: Sequence[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=list(KEYS))
        asked = {"name": name, "server_names": list(server_names), "database_names": list(database_names)}
        props = {**asked, **dict.fromkeys(MADE)}
        merged = pulumi.ResourceOptions.merge(opts, hidden)
        super().__init__(RegistryAuthorityProvider(), name, props, merged)

    @property
    def certificates(self) -> Certificates:
        """What manifests are rendered from."""
        return Certificates(
            trusted=self.trusted,
            server=self.server_certificate,
            server_key=self.server_key,
            database=self.database_certificate,
            database_key=self.database_key,
            fingerprint=self.fingerprint,
        )
