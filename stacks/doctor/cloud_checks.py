"""Judges what was found of a cloud: pure, one function a check, each with the exact remedy."""

from collections.abc import Iterator

from stacks.doctor.check import Check
from stacks.doctor.facts import CloudFacts
from stacks.private_way import INSIDE, PRIVATE


def judge_cloud(cloud: CloudFacts) -> list[Check]:
    """Return every check of a cloud, in the order in which `up` would need them."""
    return [
        judge_sdk(cloud),
        judge_program(cloud),
        judge_configuration(cloud),
        judge_account(cloud),
        judge_endpoint(cloud),
        *judge_quota(cloud),
        *judge_images(cloud),
        *judge_keys(cloud),
    ]


def judge_sdk(cloud: CloudFacts) -> Check:
    """Return whether the SDKs are installed that a plan for the cloud is made with."""
    if not cloud.lacking:
        return Check(name="sdk", state="ok", found=f"of {cloud.target} and Kubernetes")
    commands = " and ".join(f"`make {name}`" for name in cloud.lacking)
    return Check(name="sdk", state="refused", found="not installed", remedy=f"run {commands}")


def judge_program(cloud: CloudFacts) -> Check:
    """Return whether the program is there that opens the cluster."""
    name, remedy = cloud.program
    if cloud.has_program:
        return Check(name="program", state="ok", found=f"{name} on PATH")
    return Check(name="program", state="refused", found=f"{name} is not on PATH", remedy=remedy)


def judge_configuration(cloud: CloudFacts) -> Check:
    """Tell which configuration of a stack says whose account it is."""
    if cloud.configuration is not None:
        return Check(name="configuration", state="ok", found=cloud.configuration)
    remedy = "name the stack with --stack; docs/how-to/use-a-cloud.md has one to copy for each cloud"
    return Check(name="configuration", state="note", found="the stack has none yet", remedy=remedy)


def judge_account(cloud: CloudFacts) -> Check:
    """Return whether an account answers to the credentials here."""
    if cloud.account is not None:
        return Check(name="account", state="ok", found=cloud.account)
    found, _, remedy = (cloud.account_problem or "it was not asked").partition("; ")
    return Check(
        name="account", state="refused", found=found, remedy=remedy or "see docs/how-to/use-a-cloud.md"
    )


def judge_endpoint(cloud: CloudFacts) -> Check:
    """Tell from where the cluster's API can be reached, which `up` has to."""
    if cloud.ranges:
        return Check(name="endpoint", state="ok", found=f"answers {', '.join(cloud.ranges)}")
    return Check(name="endpoint", state="note", found=PRIVATE, remedy=INSIDE)


def judge_quota(cloud: CloudFacts) -> Iterator[Check]:
    """Return whether the account has quota and zones for all pools at their largest; nothing where it was not asked."""
    if cloud.quota is None:
        return
    if cloud.quota:
        remedy = "as each says: ask the provider for more, or change the plan"
        yield Check(name="quota", state="refused", found=" | ".join(cloud.quota), remedy=remedy)
    elif not cloud.notes:
        yield Check(name="quota", state="ok", found="the account holds what the plan needs at its largest")
    for said in cloud.notes:
        found, _, remedy = said.partition("; ")
        yield Check(name="quota", state="note", found=found, remedy=remedy or "ask who owns the account")


def judge_images(cloud: CloudFacts) -> Iterator[Check]:
    """Return whether all that the plan runs is pinned and there; nothing where it was not looked at."""
    if cloud.images == ():
        yield Check(name="images", state="ok", found="every image is pinned, and every chart is there")
    for said in cloud.images or ():
        found, _, remedy = said.partition("; ")
        yield Check(name="images", state="refused", found=found, remedy=remedy or "see `groundplan bundle`")


def judge_keys(cloud: CloudFacts) -> Iterator[Check]:
    """Tell of each key in use of which the cloud has made a newer version; nothing where there is none."""
    for said in cloud.keys:
        found, _, remedy = said.partition("; ")
        yield Check(name="keys", state="note", found=found, remedy=remedy or "see docs/how-to/use-a-cloud.md")
