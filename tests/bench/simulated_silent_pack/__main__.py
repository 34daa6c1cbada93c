"""A pack of one policy that looks at nothing and says nothing: what the engine takes to ask a pack at all."""

from pulumi_policy import PolicyPack, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy


def say_nothing(_args: ResourceValidationArgs, _report: ReportViolation) -> None:
    """Look at nothing."""


PolicyPack("silent", [ResourceValidationPolicy("say-nothing", "Nothing is asked.", say_nothing)])
