"""What a plan for a cloud cannot ask, since Groundplan makes there what is elsewhere found."""

from collections.abc import Iterator

from components.plan.defaults import CLOUDS
from components.plan.draft import Draft
from components.plan.findings import Finding
from components.plan.rules.clusters import spot_heads
from components.plan.rules.refused import refused_fields


def clouds_refuse_what_they_cannot_do(draft: Draft) -> Iterator[Finding]:
    """Refuse every field whose row of the reference gives a reason why a cloud cannot do it."""
    for target in CLOUDS:
        yield from refused_fields(draft, target)


def heads_on_clouds_are_not_spot(draft: Draft) -> Iterator[Finding]:
    """On a cloud no head is spot, in whatever environment: what takes it away takes the whole cluster."""
    if draft.given("target") not in CLOUDS or draft.given("environment") == "production":
        return
    yield from spot_heads(draft, "a head on a cloud")
