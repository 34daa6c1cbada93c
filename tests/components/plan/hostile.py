"""Documents that nobody would write: good plans with structured damage, with damaged text, and plain noise."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

PLANS = Path(__file__).parent / "plans"
TEXTS = [(PLANS / name).read_text(encoding="utf-8") for name in ("small.yaml", "atlas.yaml")]
VALUES = [json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str)) for text in TEXTS]

PLAIN_WORDS = """
    head train small local aws hosts kubernetes promotion registry object 1GiB 80GB 0..0 2..10 10..2 -1 8xH100 365d 7B
    1e9d 0.0.0.0/0 10.0.0.0/8 ::/0 1.2.3.4/33 spot reservation: https:// 2027-02-30 ééé \u202e
"""
WORDS = st.sampled_from(
    [*re.findall(r"\S+", PLAIN_WORDS), "", " ", "300 B", "10 USD", "\x85", "\ud800", "a" * 5000]
)
NUMBERS = st.one_of(
    st.integers(), st.sampled_from([0, 1, 10**17, 10**30, 10**4000, float("nan"), float("inf"), -0.0, 1e308])
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, st.text(max_size=20))
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, SCALARS), inner, max_size=3)
    ),
    max_leaves=6,
)
NOISE = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["9" * 5000, "0x" + "f" * 5000, "1" * 400 + ".0", "[" * 2000, "- " * 2000, "&a [*a, *a]"]
    ),
    st.text(alphabet="[]{}:,-?!&*<>|%@#'\"\\ \t\n\r.~0aN", max_size=80),
    st.lists(
        st.sampled_from(["- ", "? ", ": ", "[", "{", "a: ", "&a ", "*a ", "!!", "\n", "  ", "1", "|", ">"])
    ).map("".join),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container in a value with each of its keys or positions."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    for key in keys:
        yield value, key
        yield from places(value[key])


@st.composite
def damaged_plans(draw: st.DrawFn) -> str:
    """Draw a good plan after one to four changes to its values or keys."""
    plan = copy.deepcopy(draw(st.sampled_from(VALUES[:1] * 3 + VALUES[1:])))
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(plan))
        if not found:
            break
        container, key = draw(st.sampled_from(found))
        change = draw(st.sampled_from(["replace", "remove", "rename", "repeat", "wrap"]))
        if change == "replace":
            container[key] = draw(ANYTHING)
        elif change == "wrap":
            container[key] = draw(st.sampled_from([[container[key]], {"name": container[key]}]))
        elif isinstance(container, list):
            container[key : key + 1] = [container[key]] * 2 if change == "repeat" else []
        else:
            value = container.pop(key)
            if change != "remove":
                container[draw(st.one_of(SCALARS, st.just(f"{key}s")))] = value
    return written(plan)


def written(plan: Any) -> str:
    """Return a value as JSON, which is YAML too, with YAML's words for numbers that are none."""
    return re.sub(r"\bNaN\b", ".nan", re.sub(r"\bInfinity\b", ".inf", json.dumps(plan, indent=0)))


@st.composite
def damaged_texts(draw: st.DrawFn) -> str:
    """Draw the text of a good plan after one to three insertions, deletions or swaps of lines."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 10, 200])))
        text = text[:start] + draw(NOISE) + text[end:]
    return text


DOCUMENTS = {
    "a good plan with other values": damaged_plans(),
    "the text of a good plan with damage": damaged_texts(),
    "noise": NOISE,
}
