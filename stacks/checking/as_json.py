"""The report as one JSON document: all that is known, nothing shortened."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from stacks.checking import wording
from stacks.checking.amounts import Bought, PoolPrice
from stacks.checking.prices import total
from stacks.checking.report import Part, Report


def as_json(report: Report) -> str:
    """Return the report; money is in USD, null is not known."""
    document = {
        "refused": bool(report.refused),
        "failed": bool(report.failed),
        "verdict": wording.verdict(report),
        "day": report.day.isoformat(),
        "version": report.version,
        "rules_on_resources_not_asked": [part.file for part in report.unjudged_parts],
        "changed_settings": [_plain(asdict(altered)) for altered in report.altered],
        "new_waivers": [{"file": part.file, **_plain(asdict(waiver))} for part, waiver in report.new_waivers],
        "plans": [_part(part) for part in report.parts],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _part(part: Part) -> dict[str, Any]:
    document = _plain(asdict(part))
    compared = wording.is_compared(part)
    prices = {
        "pools": [_price(price) for price in part.prices],
        "month": _ends(total(each.now for each in part.prices)),
        "month_before": _ends(total(each.before for each in part.prices)) if compared else None,
        "notes": list(wording.price_notes(part)) if part.prices else [],
    }
    return {**document, "prices": prices, "loses_data": list(wording.lost_texts(part))}


def _price(price: PoolPrice) -> dict[str, Any]:
    return {"pool": price.pool, "now": _bought(price.now), "before": _bought(price.before)}


def _bought(bought: Bought | None) -> dict[str, Any] | None:
    if bought is None:
        return None
    return {**_plain(asdict(bought)), "month": _ends(bought.month) if bought.month else None}


def _ends(span: tuple[Decimal, Decimal]) -> dict[str, float]:
    return {"from": round(float(span[0]), 2), "to": round(float(span[1]), 2)}


def _plain(value: Any) -> Any:
    """Return values as JSON has them: money as numbers, days as texts."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
