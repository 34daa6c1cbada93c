"""A report that has something of everything, with what a plan may bring that a form must not obey."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from components.topology.quota import QuotaNeed
from stacks.checking.amounts import Bought, Need, PoolPrice, Spot, SpotPool
from stacks.checking.finding import of_failure
from stacks.checking.report import Altered, Change, Finding, Part, Place, Report, WaiverTold

HOSTILE = "a | `b` ``c`` <img src=x> @everyone [x](https://example.com) \x1b[31m"
"""A reason, which is free text of whoever writes the plan."""

OLD_WAIVER = WaiverTold(
    rule="require-owner-in-plan", resource="atlas", reason="moving", owner="ml@example.com", expires=date(2027, 1, 1),
    place=Place(path="waivers[0]", line=20, column=5), is_expired=False, is_new=False,
)  # fmt: skip
NEW_WAIVER = WaiverTold(
    rule="require-several-zones-in-plan", resource="serve", reason=HOSTILE, owner="ml@example.com",
    expires=date(2027, 3, 31), place=Place(path="waivers[1]", line=21, column=5), is_expired=False, is_new=True,
)  # fmt: skip
REFUSED = Finding(
    rule="restrict-nodes-in-plan", severity="high", outcome="refused", text="up to 5,000 nodes; allowed: 1,000",
    remedy="lower `count`", references=("NIST SP 800-53 SC-6",),
    place=Place(path="clusters[0].pools[1].count", line=17, column=60),
)  # fmt: skip
WAIVED = Finding(
    rule="require-encrypted-storage", severity="critical", outcome="waived",
    text="encryption is none; allowed: gocryptfs",
    resource="aws:s3/bucket:Bucket storage-models", place=Place(path="storage[0]", line=9, column=5),
)  # fmt: skip
FAILED = of_failure(
    RuntimeError("the simulated provider did not start: it said nothing"), Path("plans/atlas.yaml")
)
LOWERED = Altered(
    file="stacks/config/policies.json", key="require-x", before=None, now="disabled", lowers=True
)
RAISED = Altered(
    file="stacks/config/Pulumi.prod.yaml", key="groundplan:kubernetes-version", before="1.33", now=HOSTILE
)
LOST = Change(
    operation="replace",
    kind="aws:s3/bucket:Bucket",
    name="storage-models",
    because=("bucket",),
    holds_data=True,
)
UPDATED = Change(operation="update", kind="aws:eks/nodeGroup:NodeGroup", name="pools-train-data")
MADE = Change(operation="create", kind="aws:s3/bucket:Bucket", name="storage-new", holds_data=True)

PART = Part(
    file="plans/atlas.yaml",
    uri="plans/atlas.yaml",
    name="atlas",
    target="aws",
    base="main",
    findings=(WAIVED, REFUSED),
    waivers=(NEW_WAIVER, OLD_WAIVER),
    altered=(RAISED,),
    prices=(
        PoolPrice(
            pool="train/data",
            now=Bought(machine="m6i.2xlarge", count=0, maximum=6, hourly=Decimal("0.4")),
            before=Bought(machine="m6i.2xlarge", count=0, maximum=4, hourly=Decimal("0.4")),
        ),
        PoolPrice(pool="train/gpu", now=Bought(machine="p5.48xlarge", count=1, maximum=1, hourly=None), before=None),
    ),
    needs=(
        Need(
            quota=QuotaNeed(
                provider="aws", location="us-east-1", family="L-1216C47A", unit="vCPUs", amount=48,
                pools=("train/data",),
            ),
            before=32,
        ),
    ),
    spot=Spot(pools=(SpotPool(pool="train/data", is_only=False, maximum=6, price="unknown", is_new=True),), others=1),
    losses=("store scratch (holds scratch) is not in the plan any more: it goes with what it holds",),
    changes=(MADE, UPDATED, LOST),
    unjudged=("require-token-on-ray-clusters",),
    notes=("the list prices are old",),
)  # fmt: skip
REPORT = Report(parts=(PART,), day=date(2026, 11, 28), version="0.1.0", rules=(LOWERED,))
QUIET = Report(
    parts=(Part(file="local.yaml", uri="local.yaml", name="quickstart", target="local", base=None, is_judged=False),),
    day=date(2026, 11, 28), version="0.1.0",
)  # fmt: skip
NOT_ANSWERED = Report(
    parts=(
        PART,
        Part(file="b.yaml", uri="b.yaml", name="b", target="gcp", base=None, findings=(FAILED,), is_judged=False),
    ),
    day=date(2026, 11, 28), version="0.1.0",
)  # fmt: skip
"""One of two plans about which the engine gave no answer."""
