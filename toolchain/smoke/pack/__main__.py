"""The smoke run's policy pack: refuses any label but `allowed`, and one that no provider has checked."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def allow_checked_label(arguments: ResourceValidationArgs, report: ReportViolation) -> None:
    """Report a label that is not allowed, or that the dynamic provider has not checked."""
    if not arguments.resource_type.endswith("smoke:Label"):
        return
    if arguments.props.get("label") != "allowed":
        report(f"label {arguments.props.get('label')!r} is not allowed")
    if arguments.props.get("checked") is not True:
        report("the dynamic provider has not checked the label")


PolicyPack(
    name="groundplan-smoke",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy(
            name="allow-checked-label",
            description="Only the label `allowed`, checked by the dynamic provider, passes.",
            validate=allow_checked_label,
        )
    ],
)
