"""The words and numbers that the forms for people share: a form decides only how they stand on a page. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from stacks.checking.amounts import Bought, Need, PoolPrice, Spot, SpotPool
from stacks.checking.prices import NODE, UNPRICED, UNPRICED_BESIDE_NODES, total, unknown_prices
from stacks.checking.report import (
    OPERATIONS,
    TOLD_OPERATIONS,
    Altered,
    Change,
    Finding,
    Part,
    Report,
    WaiverTold,
)

UNKNOWN = "unknown"
UNREAD = "?"
"""The name and the target of a plan that nobody could read."""
KINDS = 12
"""Types that a line tells of; a plan has some sixty."""
NOTHING = "-"
DATA_LOST = "DATA IS LOST"

PRICE_COLUMNS = ("pool", "machine", "machines", "USD/month", "before", "change")
QUOTA_COLUMNS = ("quota", "in", "needed", "before", "pools")


def verdict(report: Report) -> str:
    """Return the outcome of a check in one sentence."""
    waived = sum(len(part.found("waived")) for part in report.parts)
    lost = sum(bool(part.lost or part.losses) for part in report.parts)
    refused = f"refused: {counted(report.refused, 'finding')}" if report.refused else "nothing refused"
    also = [f"FAILED for {counted(report.failed, 'plan')}"] if report.failed else []
    also += [f"{counted(waived, 'breach', 'breaches')} waived"] if waived else []
    also += [f"{DATA_LOST} in {counted(lost, 'plan')}"] if lost else []
    for how in ("lowered", "changed"):
        count = sum(each.lowers if how == "lowered" else each.may_lower for each in report.altered)
        also += [f"{counted(count, 'setting')} of rules {how}"] if count else []
    also += [unasked] if (unasked := not_asked(report)) else []
    return "; ".join([refused, *also])


def not_asked(report: Report) -> str:
    """Return for how many plans that are not refused anyhow no rule on resources was asked; nothing where all were."""
    open_ones = [part for part in report.unjudged_parts if not part.is_refused]
    return f"RULES ON RESOURCES NOT ASKED for {counted(len(open_ones), 'plan')}" if open_ones else ""


def altered_title(altered: Altered) -> str:
    """Return what kind of change of a setting this is."""
    return "LOWERED RULE" if altered.lowers else "CHANGED RULE" if altered.may_lower else "CHANGED SETTING"


def altered_text(altered: Altered) -> str:
    """Return which setting changes from what to what."""
    if altered.before == altered.now:
        return f"{altered.key} is another secret"
    before, now = ("not set" if each is None else each for each in (altered.before, altered.now))
    return f"{altered.key} changes from {before} to {now}"


def heading(part: Part) -> str:
    """Return which plan a part is about, and what it is compared with."""
    compared = f"against {part.base}" if part.base else "on its own"
    if part.target == UNREAD:
        return f"{part.file}: no plan could be read, {compared}"
    return f"{part.file}: {part.name} for {part.target}, {compared}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 finding`, `2 findings`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def where(part: Part, finding: Finding) -> str:
    """Return where a finding is: a place that an editor jumps to, or a resource."""
    if finding.place is None:
        return finding.resource or part.file
    return f"{part.file}:{finding.place.line}:{finding.place.column}"


def about(finding: Finding) -> str:
    """Return the resource that a finding at a place of the plan is about, to be put before its text; often none."""
    return f"{finding.resource}: " if finding.place is not None and finding.resource else ""


def finding_text(finding: Finding) -> str:
    """Return what is wrong and what to do about it."""
    return f"{finding.text}; {finding.remedy}" if finding.remedy else finding.text


def waiver_text(waiver: WaiverTold) -> str:
    """Return who lets what break which rule, until when and why."""
    ended = "ended with" if waiver.is_expired else "through"
    return f"{waiver.rule} on {waiver.resource} {ended} {waiver.expires}: {waiver.reason} (owner: {waiver.owner})"


def lost_texts(part: Part) -> Iterator[str]:
    """Yield a sentence for all data that a change loses."""
    yield from part.losses
    for change in part.lost:
        yield f"{change_text(change)}, and what it holds is lost"


def change_text(change: Change) -> str:
    """Return what would be done to a resource, and why where it is replaced."""
    why = f" because of {', '.join(change.because)}" if change.because else ""
    return f"{change.kind} {change.name} is {TOLD_OPERATIONS[change.operation]}{why}"


def changes_summary(part: Part) -> str:
    """Return how many resources would be replaced, destroyed, changed and created."""
    if part.changes is None:
        return "not known: no engine was asked"
    counts = Counter(change.operation for change in part.changes)
    told = [f"{counts[each]} {TOLD_OPERATIONS[each]}" for each in OPERATIONS if counts[each]]
    return ", ".join(told) or "nothing changes"


def kinds(changes: Iterable[Change]) -> str:
    """Return how many of each type, the most frequent first; the rarest are counted together."""
    counts = Counter(change.kind for change in changes)
    order = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    told = [f"{count} {kind}" for kind, count in order[:KINDS]]
    rest = [f"{counted(len(order) - KINDS, 'other type')}"] if len(order) > KINDS else []
    return ", ".join([*told, *rest])


def usd(amount: Decimal, *, signed: bool = False) -> str:
    """Return whole dollars, as a month needs no cents.

    >>> usd(Decimal("-1234.5"), signed=True)
    '-1,234'
    """
    rounded = round(amount)
    return f"{rounded:+,}" if signed and rounded else f"{rounded:,}"


def span(low: Decimal, high: Decimal, *, signed: bool = False) -> str:
    """Return an amount, or from where to where it goes."""
    ends = [usd(each, signed=signed) for each in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def price_row(price: PoolPrice, *, is_compared: bool) -> tuple[str, ...]:
    """Return a row of `PRICE_COLUMNS`; without a base the last two are empty."""
    machine = " instead of ".join(
        dict.fromkeys(each.machine for each in (price.now, price.before) if each is not None)
    )
    counts = price.now or price.before
    return (
        price.pool,
        machine,
        _machines(counts) if price.now else "none any more",
        _month(price.now),
        _month(price.before) if is_compared else "",
        _change(price) if is_compared else "",
    )


def total_row(part: Part) -> tuple[str, ...]:
    """Return the row of `PRICE_COLUMNS` for all pools whose price is known."""
    now, before = total(each.now for each in part.prices), total(each.before for each in part.prices)
    if not is_compared(part):
        return ("all pools", "", "", span(*now), "", "")
    return (
        "all pools",
        "",
        "",
        span(*now),
        span(*before),
        span(now[0] - before[0], now[1] - before[1], signed=True),
    )


def price_notes(part: Part) -> tuple[str, ...]:
    """Return what the sum does not have."""
    unknown = unknown_prices(part.prices)
    missing = (f"the price of {', '.join(unknown)} is not known, and in no sum",) if unknown else ()
    machines = {
        each.machine for price in part.prices for each in (price.now, price.before) if each is not None
    }
    return (UNPRICED_BESIDE_NODES if machines == {NODE} else UNPRICED, *missing)


def is_compared(part: Part) -> bool:
    """Return whether a part has anything of a base."""
    return any(price.before is not None for price in part.prices)


def quota_row(need: Need) -> tuple[str, ...]:
    """Return a row of `QUOTA_COLUMNS`."""
    quota = need.quota
    before = "" if need.before is None else str(need.before)
    return quota.family, quota.location, f"{quota.amount} {quota.unit}", before, ", ".join(quota.pools)


def spot_summary(spot: Spot) -> str:
    """Return how many machines may be taken away at any moment."""
    exposed = sum(pool.maximum for pool in spot.pools)
    return (
        f"{exposed} of {exposed + spot.others} machines at the largest may be spot" if spot.pools else "none"
    )


def spot_text(pool: SpotPool) -> str:
    """Return how a pool depends on spot machines."""
    how = "spot alone" if pool.is_only else "spot or otherwise"
    new = "; new with this change" if pool.is_new else ""
    return f"{pool.pool}: up to {pool.maximum}, {how}, {pool.price}{new}"


def _machines(bought: Bought | None) -> str:
    if bought is None:
        return NOTHING
    return str(bought.count) if bought.count == bought.maximum else f"{bought.count} to {bought.maximum}"


def _month(bought: Bought | None) -> str:
    if bought is None:
        return NOTHING
    return span(*bought.month) if bought.month else UNKNOWN


def _change(price: PoolPrice) -> str:
    months = [(Decimal(0), Decimal(0)) if each is None else each.month for each in (price.now, price.before)]
    now, before = months
    return span(now[0] - before[0], now[1] - before[1], signed=True) if now and before else UNKNOWN
