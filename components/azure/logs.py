"""Makes the account in which logs are kept, the network's flow log and the vault's audit log. Others make theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import managedidentity, monitor, network

from components.azure.accounts import AccountArgs, aged, make_account
from components.azure.keys import EncryptionKey
from components.azure.locks import lock
from components.azure.names import account_name, named, tags
from components.azure.private_access import Where
from components.azure.roles import BLOB_CONTRIBUTOR, grant, holding

LOGS = "logs"
OWN = f"/{LOGS}"
"""By this the account gets its name: no store of a plan is called so, since a slash is in no name."""
KEPT_DAYS = 400
"""A year, which auditors ask, and the month in which they ask."""
FLOWS_KEPT_DAYS = 365
"""The most that a flow log counts to ("Virtual network flow logs": 1 to 365)."""


@dataclass(frozen=True, kw_only=True)
class AzureLogsArgs:
    """Where the account lies, the key of logs, the network that is ours (None where none is), vaults by role.

    `watcher` is <resource group>/<name> of the region's network watcher.
    """

    where: Where
    group_name: str
    key: EncryptionKey | None
    network_id: pulumi.Input[str] | None
    vault_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    watcher: str | None = None


class AzureLogs(pulumi.ComponentResource):
    """An account for logs, which go after `KEPT_DAYS`."""

    account_id: pulumi.Output[str]

    def __init__(self, name: str, args: AzureLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Logs", name, None, opts)
        self._name, self._args = name, args
        made = make_account(
            name,
            AccountArgs(
                where=args.where, account=account_name(args.where.topology, args.group_name, OWN), container=None,
                key=args.key, labels={"groundplan-holds": LOGS}, for_logs=True, rules=[aged("old-logs", KEPT_DAYS)],
            ),
            self,
        )  # fmt: skip
        self.account_id = made.account.id
        below: list[pulumi.Resource] = [*made.ready]
        if args.network_id is not None:
            below.append(self._flow_log(args.network_id))
        if args.where.topology.deletion_protection:
            lock(
                f"{name}-lock", scope=self.account_id, notes="What was logged is kept, whoever wants it gone.",
                after=below, parent=self,
            )  # fmt: skip
        for role, vault_id in args.vault_ids.items():
            audited(
                f"{name}-{role}-audit", of=vault_id, account_id=self.account_id,
                opts=pulumi.ResourceOptions(parent=self),
            )  # fmt: skip
        self.register_outputs({"account_id": self.account_id})

    def _flow_log(self, network_id: pulumi.Input[str]) -> pulumi.Resource:
        """Log the network's flows with an identity, since the account takes no keys."""
        topology, below = (
            self._args.where.topology,
            pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        identity = managedidentity.UserAssignedIdentity(
            f"{self._name}-identity-flows",
            resource_group_name=self._args.where.group,
            resource_name_=named(topology, "writes-flows"),
            location=topology.location,
            tags=tags(topology),
            opts=below,
        )
        granted = grant(
            f"{self._name}-grant-flows", scope=self.account_id, principal_id=identity.principal_id,
            role=BLOB_CONTRIBUTOR, opts=below,
        )  # fmt: skip
        waited = holding(f"{self._name}-granted", [granted], self)
        group, _, watcher = (self._args.watcher or own_watcher(topology.location)).partition("/")
        return network.FlowLog(
            f"{self._name}-flows",
            resource_group_name=group,
            network_watcher_name=watcher,
            flow_log_name=named(topology, f"{self._args.group_name}-flows"),
            location=topology.location,
            target_resource_id=network_id,
            storage_id=self.account_id,
            enabled=True,
            format={"type": "JSON", "version": 2},
            retention_policy={"enabled": True, "days": FLOWS_KEPT_DAYS},
            identity={
                "type": network.ResourceIdentityType.USER_ASSIGNED,
                "user_assigned_identities": [identity.id],
            },
            tags=tags(topology),
            opts=pulumi.ResourceOptions.merge(below, pulumi.ResourceOptions(depends_on=[waited])),
        )


def own_watcher(location: str | None) -> str:
    """Return the network watcher that Azure makes itself in a region; a region has one, and takes no second."""
    return f"NetworkWatcherRG/NetworkWatcher_{location}"


def audited(
    name: str,
    *,
    of: pulumi.Input[str],
    account_id: pulumi.Input[str],
    groups: tuple[str, ...] = ("allLogs",),
    categories: tuple[str, ...] = (),
    opts: pulumi.ResourceOptions,
) -> monitor.DiagnosticSetting:
    """Keep what a resource logs: whole groups of categories, or categories by name."""
    wanted: list[monitor.DiagnosticsLogSettingsArgsDict] = [
        *({"category_group": group, "enabled": True} for group in groups),
        *({"category": category, "enabled": True} for category in categories),
    ]
    return monitor.DiagnosticSetting(
        name,
        name="kept",
        resource_uri=of,
        storage_account_id=account_id,
        logs=wanted,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=True)),
    )
