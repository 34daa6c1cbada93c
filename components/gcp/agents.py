"""Who acts for Google's services in a project: the accounts that need a right to a key. Each is asked for first, since
Google makes one when it is asked, and some only then.

They are called by their names, which Google tells ("Service agents"): asking does not always answer with one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import logging, organizations, projects, storage

AGENTS = {
    "clusters": ("container.googleapis.com", "container-engine-robot"),
    "machines": ("compute.googleapis.com", "compute-system"),
    "filestore": ("file.googleapis.com", "cloud-filer"),
    "lustre": ("lustre.googleapis.com", "gcp-sa-lustre"),
}
"""What an agent acts for -> its service, and the part of its name that is the service's."""


@dataclass(frozen=True, kw_only=True)
class Agents:
    """Members of policies, such as "serviceAccount:...", by what they act for; `files` by kind of file system."""

    buckets: pulumi.Output[str]
    clusters: pulumi.Output[str]
    machines: pulumi.Output[str]
    logs: pulumi.Output[str]
    files: Mapping[str, pulumi.Output[str]]


def number_of(project: str) -> pulumi.Output[str]:
    """Return the number of a project, by which its service agents and its pods are called."""
    return organizations.get_project_output(project_id=project).number


def agents_of(
    name: str, project: str, number: pulumi.Input[str], kinds: frozenset[str], opts: pulumi.ResourceOptions
) -> Agents:
    """Return the agents of a project; `kinds` are those of its file systems, `name` is that of the component."""
    buckets = storage.get_project_service_account_output(project=project).email_address
    logs = logging.get_project_cmek_settings_output(project=project).service_account_id
    asked = {
        use: _asked(name, project, number, use, opts) for use in ("clusters", "machines", *sorted(kinds))
    }
    return Agents(
        buckets=pulumi.Output.format("serviceAccount:{0}", buckets),
        clusters=asked["clusters"],
        machines=asked["machines"],
        logs=logs.apply(_member),
        files={kind: asked[kind] for kind in sorted(kinds)},
    )


def _asked(
    name: str, project: str, number: pulumi.Input[str], use: str, opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Return an agent once it is there."""
    service, part = AGENTS[use]
    there = projects.ServiceIdentity(f"{name}-agent-{use}", project=project, service=service, opts=opts)
    return pulumi.Output.all(number, there.id).apply(
        lambda known: f"serviceAccount:service-{known[0]}@{part}.iam.gserviceaccount.com"
    )


def _member(account: str) -> str:
    return account if account.startswith("serviceAccount:") else f"serviceAccount:{account}"
