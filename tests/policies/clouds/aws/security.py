"""What breaks the rules of the security pack about AWS."""

from tests.policies.breach import GONE, WHOLE, Breach

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-blocked-public-buckets-on-aws": (
        Breach("storage-closed-models", WHOLE, GONE, "names it"),
        Breach(
            "storage-closed-models", "blockPublicPolicy", False, "blockPublicPolicy is False; allowed: true"
        ),
    ),
    "require-rotated-keys-on-aws": (
        Breach("keys-disks", "enableKeyRotation", False, "enableKeyRotation is False; allowed: true"),
        Breach(
            "keys-disks",
            "rotationPeriodInDays",
            400,
            "rotationPeriodInDays is 400; allowed: at most 365 days",
        ),
    ),
}
