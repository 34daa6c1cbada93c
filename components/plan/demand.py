"""What a plan asks for beyond machines: the demand of its workloads, the budget, the waivers."""

from typing import Annotated

from components.plan.fields import Day, Line, Name, Precision, Rate
from components.plan.forms import Row, Whole
from components.plan.quantities import Duration, Latency, Magnitude, Money
from components.plan.section import Section

ONLY_CHECKED = "checked, and nothing is made of it yet; the pools decide until sizing is built"


class Percentiles(Section):
    """Upper limits of a waiting time; at least one."""

    p50: Annotated[Latency | None, Row(unit="ms")] = None
    """Half of the requests wait no longer."""
    p95: Annotated[Latency | None, Row(unit="ms")] = None
    """95 of 100 requests wait no longer."""
    p99: Annotated[Latency | None, Row(unit="ms")] = None
    """99 of 100 requests wait no longer."""


class Train(Section):
    """The demand of a training run."""

    parameters: Annotated[Magnitude, Row(unit="parameters", note=ONLY_CHECKED)]
    """Parameters of the model."""
    tokens: Annotated[Magnitude, Row(unit="tokens", note=ONLY_CHECKED)]
    """Tokens that the run reads in all."""
    context: Annotated[int, Whole(1, 10_000_000), Row(unit="tokens", note=ONLY_CHECKED)] = 4096
    """Tokens of one sequence."""
    precision: Annotated[Precision, Row(note=ONLY_CHECKED)] = "bf16"
    """Number format of the computation."""
    deadline: Annotated[Duration | None, Row(unit="s", note=ONLY_CHECKED)] = None
    """Time within which the run is to end."""


class Serve(Section):
    """The demand of a served model."""

    parameters: Annotated[Magnitude, Row(unit="parameters", note=ONLY_CHECKED)]
    """Parameters of the model."""
    prompt_tokens: Annotated[int, Whole(1, 10_000_000), Row(unit="tokens", note=ONLY_CHECKED)]
    """Tokens of a typical prompt."""
    output_tokens: Annotated[int, Whole(1, 10_000_000), Row(unit="tokens", note=ONLY_CHECKED)]
    """Tokens of a typical answer."""
    requests_per_second: Annotated[Rate, Row(unit="requests/s", note=ONLY_CHECKED)]
    """Requests that arrive at peak."""
    precision: Annotated[Precision, Row(note=ONLY_CHECKED)] = "bf16"
    """Number format of the weights."""
    first_token: Annotated[Percentiles | None, Row(note=ONLY_CHECKED)] = None
    """Waiting time until the first token."""
    per_token: Annotated[Percentiles | None, Row(note=ONLY_CHECKED)] = None
    """Waiting time for each further token."""


class Workload(Section):
    """One demand on one cluster: `train` or `serve`."""

    name: Annotated[Name, Row()]
    """Name of the workload; unique among the workloads."""
    cluster: Annotated[Name, Row()]
    """The cluster that it runs on."""
    train: Annotated[Train | None, Row(note=ONLY_CHECKED)] = None
    """The demand of a training run; on a cluster whose purpose is training."""
    serve: Annotated[Serve | None, Row(note=ONLY_CHECKED)] = None
    """The demand of a served model; on a cluster whose purpose is serving."""


class Budget(Section):
    """A limit of what the plan may cost."""

    monthly: Annotated[Money, Row(unit="USD a month")]
    """The most that a month of 730 hours may cost."""


class Waiver(Section):
    """A rule that a resource may break, with a reason, an owner and an end."""

    rule: Annotated[Line, Row()]
    """The rule's name."""
    resource: Annotated[Line, Row()]
    """Which resource: the plan's name, a cluster, a store, or `<cluster>/<pool>`."""
    reason: Annotated[Line, Row()]
    """Why the rule may be broken."""
    owner: Annotated[Line, Row()]
    """Who answers for it: a mail address."""
    expires: Annotated[Day, Row()]
    """The last day on which the waiver holds."""
