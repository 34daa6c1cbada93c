"""A tag means the same image tomorrow as today."""

from pulumi_policy import Severity

from policies.judge.asking import has, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import IMAGES

RULE = ResourceRule(
    name="require-immutable-images-on-gcp",
    promise="No tag of a repository of container images in Google Cloud can be moved.",
    severity=Severity.MEDIUM,
    remedy="set dockerConfig.immutableTags to true",
    references=("NIST SP 800-53 SI-7",),
    types=(IMAGES,),
    check=only_where(has("format", "DOCKER", "docker"), is_true("dockerConfig.immutableTags")),
    mended=lambda images: {
        **images,
        "dockerConfig": {**(images.get("dockerConfig") or {}), "immutableTags": True},
    },
)
