"""A simulated pack: a node may not be named in the order `forbid`."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def forbid_named_node(arguments: ResourceValidationArgs, report: ReportViolation) -> None:
    """Report the resource that the orders forbid."""
    if arguments.props.get("orders", {}).get("forbid") == arguments.name:
        report("this node is forbidden; take it out of the orders", None)


PolicyPack(
    name="security",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy(
            name="no-forbidden-node", description="No forbidden node.", validate=forbid_named_node
        )
    ],
)
