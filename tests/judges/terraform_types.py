"""What Terraform calls what Pulumi's providers of AWS and Google Cloud are asked for: both are made from Terraform's.

Pulumi's names follow from Terraform's by rules (pulumi/pulumi-terraform-bridge, "Name translation"): snake case becomes
camel case, a list of blocks takes the plural, and a block of which there is one at most stands without its list. The
way back needs these tables where two names of Terraform lead to the same one here. Pure.
"""

import re
from collections.abc import Mapping

MODULES: Mapping[str, Mapping[str, str]] = {
    # Terraform's first types of AWS say no service, and all are of EC2.
    "aws": {"ec2": ""},
    "gcp": {
        "projects": "project",
        "serviceaccount": "service_account",
        "servicenetworking": "service_networking",
    },
}
"""Package -> module of a token -> how Terraform's type begins, where that is not the module's own name."""

PREFIXES: Mapping[str, str] = {"aws": "aws", "gcp": "google"}

TYPES: Mapping[str, str] = {
    "aws:autoscaling/tag:Tag": "aws_autoscaling_group_tag",
    "gcp:serviceaccount/account:Account": "google_service_account",
}
"""Types that follow no rule."""

SINGULAR: Mapping[str, str] = {
    "additionalIpRangesConfigs": "additional_ip_ranges_config",
    "allows": "allow",
    "denies": "deny",
    "guestAccelerators": "guest_accelerator",
    "lifecycleRules": "lifecycle_rule",
    "podIdentityAssociations": "pod_identity_association",
    "rules": "rule",
    "secondaryIpRanges": "secondary_ip_range",
    "taints": "taint",
}
"""Lists of blocks whose name in Terraform is the singular."""

PLURAL = frozenset(
    {
        *("blockDeviceMappings", "cidrBlocks", "egress", "ingress", "networkInterfaces", "networks"),
        *("nfsExportOptions", "tagSpecifications"),
    }
)
"""Lists of blocks whose name in Terraform is what it is here."""

MAPS = frozenset({"labels", "metadata", "nodeLabels", "resourceLabels", "tags"})
"""Mappings by names that the plan or the provider chooses, which are no blocks."""

LISTS = frozenset({("aws_fsx_lustre_file_system", "subnet_ids")})
"""Type and property of which there is one at most, a list in Terraform nevertheless."""


_OF_A_RULE = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id")
NULL: Mapping[str, tuple[str, ...]] = {
    "aws_vpc_security_group_egress_rule": _OF_A_RULE,
    "aws_vpc_security_group_ingress_rule": _OF_A_RULE,
}
"""Type -> what Terraform shows as null where it is not given, as it does with all else; checkov takes a rule without
these for one that is open to everybody."""


class Untold(Exception):
    """The tables do not say what Terraform calls something; the message says where to write it."""


def terraform_type(token: str) -> str:
    """Return what Terraform calls a type. Raises Untold for a package that is not made from Terraform's.

    >>> terraform_type("aws:ec2/securityGroup:SecurityGroup"), terraform_type("aws:s3/bucket:Bucket")
    ('aws_security_group', 'aws_s3_bucket')
    >>> terraform_type("gcp:projects/iAMMember:IAMMember")
    'google_project_iam_member'
    """
    if token in TYPES:
        return TYPES[token]
    package, module, name = token.split(":")
    if package not in PREFIXES:
        raise Untold(
            f"{token} is of no provider that is made from Terraform's; those are {', '.join(PREFIXES)}"
        )
    module = module.partition("/")[0]
    begin = MODULES[package].get(module, module)
    return "_".join(filter(None, [PREFIXES[package], begin, snake(name)]))


def snake(name: str) -> str:
    """Return a name as Terraform writes it.

    >>> snake("cidrIpv4"), snake("BucketIAMMember"), snake("enableL4IlbSubsetting")
    ('cidr_ipv4', 'bucket_iam_member', 'enable_l4_ilb_subsetting')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace("IAM", "Iam")).lower()


def blocks_name(key: str) -> str:
    """Return what Terraform calls a list of blocks. Raises Untold where no table has it."""
    if key in SINGULAR:
        return SINGULAR[key]
    if key in PLURAL:
        return snake(key)
    raise Untold(
        f"{key} is a list of blocks, and no table of tests/judges/terraform_types.py says what Terraform calls it: "
        "write it into PLURAL if that is the same name, else its name into SINGULAR"
    )
