"""Writes the report of a check as the Markdown of a comment: what must not be overlooked first, then each plan.

Every text of the report stands in a code span, where no mention, link, image or HTML works; all else is written here.
"""

import re

from form import OPERATIONS, OUTCOMES

LONGEST = 60_000  # characters of a comment; GitHub takes 65,536
LONGEST_TEXT = 600  # characters of one text of a report; a finding with its remedy has some 300
LISTED = (60, 20, 5, 0)  # entries that a list shows: fewer, as long as the comment is too long


def as_comment(report):
    """Return a report as Markdown of at most `LONGEST` characters; what is left out is said."""
    for most in LISTED:
        text = "\n".join(_page(report, most))
        if len(text) <= LONGEST:
            return text
    # No line is broken off, and where lists are only counted nothing is folded that a cut would leave open.
    return f"{text[: text.rfind(chr(10), 0, LONGEST)]}\n\n**Cut here**: the artifact of the run has the rest."


def code(text):
    """Return a text in a code span on one line. Its fence is longer than any inside; a bar would end a table's cell."""
    begun = text[: 4 * LONGEST_TEXT]
    plain = " ".join("".join(each if each.isprintable() else " " for each in begun).split())
    plain = plain.replace("|", "¦") or "-"
    if len(plain) > LONGEST_TEXT or begun != text:
        plain = plain[: LONGEST_TEXT - 1] + "…"
    fence = "`" * max([1, *(len(run) + 1 for run in re.findall("`+", plain))])
    space = " " if "`" in (plain[0], plain[-1]) else ""
    return f"{fence}{space}{plain}{space}{fence}"


def _codes(texts):
    return ", ".join(map(code, texts))


def _page(report, most):
    is_bad = report["refused"] or report["failed"] or any(plan["loses_data"] for plan in report["plans"])
    yield f"### {'⛔ ' if is_bad else ''}Groundplan check: {code(report['verdict'])}"
    first = max(4 * most, 5)  # more of what must not be overlooked, but never so many that the next is cut
    yield from _list("New waivers", report["new_waivers"], _new_waiver, first)
    yield from _list("Changed settings", report["changed_settings"], _setting, first)
    for plan in report["plans"]:
        yield from _plan(plan, most)


def _plan(plan, most):
    read = f"{code(plan['name'])} for {code(plan['target'])}" if plan["target"] != "?" else "cannot be read"
    yield from ("", f"#### {code(plan['file'])}: {read}{_against(plan)}")
    prices = plan["prices"]
    costs_as_before = not prices["pools"] or prices["month"] == prices["month_before"]
    has_news = plan["changes"] != [] or plan["findings"] or plan["loses_data"] or not costs_as_before
    if most and not has_news:
        yield from _folded("nothing changes, nothing is found", _details(plan, most))
    else:
        yield from _details(plan, most)


def _details(plan, most):
    yield from _list("⛔ DATA IS LOST", plan["loses_data"], code, max(4 * most, 5))
    for outcome, title in OUTCOMES.items():
        found = [each for each in plan["findings"] if each["outcome"] == outcome]
        yield from _list(title, found, lambda each: _finding(plan["file"], each), most)
    yield from _changes(plan["changes"], most)
    yield from _prices(plan["prices"])
    yield from _quota(plan["needs"])
    yield from _spot(plan["spot"], most)
    yield from _list("Waivers", plan["waivers"], _waiver, most)
    if plan["unjudged"]:
        yield from ("", f"Judged at apply, when values are known: {_codes(plan['unjudged'])}")
    yield from _list("Notes", plan["notes"], code, most)


def _folded(summary, lines):
    yield from ("", f"<details><summary>{summary}</summary>", *lines, "", "</details>")


def _against(plan):
    return f", against {code(plan['base'])}" if plan["base"] else ", on its own"


def _list(title, items, say, most):
    shown = items[:most]
    if items:
        yield from ("", *((f"**{title}**", "") if title else ()), *(f"- {say(each)}" for each in shown))
    if len(items) > len(shown):
        yield f"- and {len(items) - len(shown)} more: the artifact of the run has all of them"


def _new_waiver(waiver):
    return f"**NEW** in {code(waiver['file'])}: {_waiver(waiver)}"


def _waiver(waiver):
    until = f"{'ended with' if waiver['is_expired'] else 'through'} {code(waiver['expires'])}"
    told = f"{code(waiver['rule'])} on {code(waiver['resource'])} {until}: {code(waiver['reason'])}"
    return f"{told} (owner: {code(waiver['owner'])})"


def _setting(setting):
    title = "CHANGED RULE" if setting["may_lower"] else "CHANGED SETTING"
    title = "LOWERED RULE" if setting["lowers"] else title
    before, now = (
        code(each) if each is not None else "not set" for each in (setting["before"], setting["now"])
    )
    told = f"changes from {before} to {now}" if setting["before"] != setting["now"] else "is another secret"
    return f"**{title}** in {code(setting['file'])}: {code(setting['key'])} {told}"


def _finding(file, found):
    place, resource = found["place"], found["resource"]
    where = f"{file}:{place['line']}:{place['column']}" if place else resource or file
    about = f"{code(resource)}: " if place and resource else ""
    remedy = f"; {code(found['remedy'])}" if found["remedy"] else ""
    return f"**{found['severity']}** {code(found['rule'])} at {code(where)}: {about}{code(found['text'])}{remedy}"


def _changes(changes, most):
    if changes is None:
        yield from ("", "**Changes**: not known, no engine was asked")
        return
    counts = {done: sum(each["operation"] == key for each in changes) for key, done in OPERATIONS.items()}
    told = ", ".join(f"{count} {done}" for done, count in counts.items() if count)
    yield from ("", f"**Changes**: {told or 'nothing changes'}")
    for operation, done in OPERATIONS.items():
        chosen = [each for each in changes if each["operation"] == operation]
        chosen.sort(key=lambda each: (not each["holds_data"], each["kind"], each["name"]))
        title = f"{len(chosen)} {done}"
        if chosen and most and operation in ("update", "create"):
            yield from _folded(title, _list("", chosen, _change, most))
        else:
            yield from _list(title, chosen, _change, most)


def _change(change):
    operation = change["operation"]
    lost = "**DATA IS LOST**: " if change["holds_data"] and operation in ("replace", "delete") else ""
    why = f" because of {_codes(change['because'])}" if change["because"] else ""
    return f"{lost}{code(change['kind'])} {code(change['name'])} is {OPERATIONS[operation]}{why}"


def _prices(prices):
    if not prices["pools"]:
        return
    columns = ["pool", "machine", "machines", "USD/month", "before", "change"]
    rows = [_price(each) for each in prices["pools"]]
    now, before = prices["month"], prices["month_before"]
    rows.append(["**all pools**", "", "", _span(now), _span(before), _rise(now, before)])
    shown = 6 if before else 4
    yield from _table("Price of the machines", columns[:shown], [row[:shown] for row in rows])
    yield from ("", *(f"- {code(each)}" for each in prices["notes"]))


def _price(price):
    now, before = price["now"], price["before"]
    bought = [each for each in (now, before) if each]
    machine = " instead of ".join(map(code, dict.fromkeys(each["machine"] for each in bought)))
    counts = "none any more"
    if now:
        counts = (
            f"{now['count']} to {now['maximum']}" if now["count"] != now["maximum"] else str(now["count"])
        )
    none = {"from": 0, "to": 0}
    months = [each["month"] if each else none for each in (now, before)]
    told = [_span(each["month"]) if each else "-" for each in (now, before)]
    return [code(price["pool"]), machine, counts, *told, _rise(*months)]


def _span(month, sign=""):
    if month is None:
        return "unknown"
    ends = [f"{each:{sign if each else ''},}" for each in (round(month["from"]), round(month["to"]))]
    return " to ".join(dict.fromkeys(ends))


def _rise(now, before):
    if now is None or before is None:
        return "unknown"
    return _span({end: now[end] - before[end] for end in ("from", "to")}, "+")


def _quota(needs):
    columns = ("quota", "in", "needed", "before", "pools")
    rows = []
    for need in needs:
        quota, before = need["quota"], need["before"]
        needed = f"{quota['amount']} {code(quota['unit'])}"
        told = "" if before is None else str(before)
        rows.append([code(quota["family"]), code(quota["location"]), needed, told, _codes(quota["pools"])])
    if rows:
        yield from _table("Quota needed, all pools at their largest", columns, rows)


def _spot(spot, most):
    exposed = sum(each["maximum"] for each in spot["pools"])
    if spot["pools"]:
        title = f"Spot: {exposed} of {exposed + spot['others']} machines at the largest may be taken away"
        yield from _list(title, spot["pools"], _spot_pool, most)


def _spot_pool(pool):
    how = "spot alone" if pool["is_only"] else "spot or otherwise"
    new = "; **new** with this change" if pool["is_new"] else ""
    return f"{code(pool['pool'])}: up to {pool['maximum']}, {how}, {code(pool['price'])}{new}"


def _table(title, columns, rows):
    yield from ("", f"**{title}**", "", f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns))
    yield from (f"| {' | '.join(row)} |" for row in rows)
