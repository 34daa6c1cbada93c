"""What a JSON report of a check looks like: all that its comment shows, and nothing that it does not know is let in.

A form is a type, values to choose from, a list of one form, or a dictionary with these keys, beside any others.
"""

import json

OUTCOMES = {"refused": "Refused", "failed": "Failed", "advised": "Advice", "waived": "Waived"}
OPERATIONS = {"replace": "replaced", "delete": "destroyed", "update": "changed", "create": "created"}
MONTH = {"from": float, "to": float}
BOUGHT = ({"machine": str, "count": int, "maximum": int, "month": (MONTH, None)}, None)
QUOTA = {"family": str, "location": str, "amount": int, "unit": str, "pools": [str]}
SPOT = {"pool": str, "is_only": bool, "maximum": int, "price": str, "is_new": bool}
WAIVER = {"rule": str, "resource": str, "reason": str, "owner": str, "expires": str, "is_expired": bool}
SETTING = {
    "file": str,
    "key": str,
    "before": (str, None),
    "now": (str, None),
    "lowers": bool,
    "may_lower": bool,
}
CHANGE = {"operation": tuple(OPERATIONS), "kind": str, "name": str, "because": [str], "holds_data": bool}
FINDING = {
    "outcome": tuple(OUTCOMES),
    "severity": ("critical", "high", "medium", "low"),
    "rule": str,
    "text": str,
    "remedy": str,
    "resource": str,
    "place": ({"line": (int, None), "column": (int, None)}, None),
}
PRICES = {
    "pools": [{"pool": str, "now": BOUGHT, "before": BOUGHT}],
    "month": MONTH,
    "month_before": (MONTH, None),
    "notes": [str],
}
PLAN = {
    "file": str,
    "name": str,
    "target": str,
    "base": (str, None),
    "loses_data": [str],
    "findings": [FINDING],
    "waivers": [WAIVER],
    "changes": ([CHANGE], None),
    "prices": PRICES,
    "needs": [{"quota": QUOTA, "before": (int, None)}],
    "spot": {"pools": [SPOT], "others": int},
    "unjudged": [str],
    "notes": [str],
}
REPORT = {
    "refused": bool,
    "failed": bool,
    "verdict": str,
    "new_waivers": [{"file": str, **WAIVER}],
    "changed_settings": [SETTING],
    "plans": [PLAN],
}


def report_of(packed):
    """Return a report, given as bytes of JSON, or None where it has another form than is known here."""
    try:
        report = json.loads(packed)
        return report if fits(report, REPORT) else None
    except Exception:  # noqa: BLE001 - a pull request writes it: no text, no JSON, too deep, too many digits
        return None


def fits(value, form):
    """Return whether a value has a form."""
    if isinstance(form, dict):
        return isinstance(value, dict) and all(key in value and fits(value[key], form[key]) for key in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(each, form[0]) for each in value)
    if isinstance(form, tuple):
        return any(fits(value, each) for each in form)
    if form in (int, float):
        return type(value) in (int, form) and abs(value) < 1e15  # neither endless nor no number at all
    return type(value) is form if isinstance(form, type) else value == form
