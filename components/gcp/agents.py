"""Who acts for Google's services in a project: the accounts that need a right to a key. It asks, and creates no
account but those that Google makes when asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import logging, organizations, projects, storage

FILE_SERVICES = {"filestore": "file.googleapis.com", "lustre": "lustre.googleapis.com"}
"""Kind of file system -> its service."""


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
    files = {
        kind: projects.ServiceIdentity(
            f"{name}-agent-{kind}", project=project, service=FILE_SERVICES[kind], opts=opts
        ).member
        for kind in sorted(kinds)
    }
    return Agents(
        buckets=pulumi.Output.format("serviceAccount:{0}", buckets),
        clusters=_robot("container-engine-robot", number),
        machines=_robot("compute-system", number),
        logs=logs.apply(_member),
        files=files,
    )


def _robot(service: str, number: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.format("serviceAccount:service-{0}@{1}.iam.gserviceaccount.com", number, service)


def _member(account: str) -> str:
    return account if account.startswith("serviceAccount:") else f"serviceAccount:{account}"
