"""Waivers: what a plan lets break which rule, why, by whom and until when; and what belongs to what a waiver names.

Nothing here decides whether a waiver holds today: `waiving` does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policies.judge.words_of_components import SHARED, WORDS

KEY = "waivers"

MAX_DEPTH = 32
"""Twice what a plan may have; deeper ones take the parser a time that grows with the square."""

MAX_NAMES = 20_000
"""More than a plan of the largest size can write; only aliases multiply names beyond it."""

MAX_CHARACTERS = 200
"""The longest line of text of a plan."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NoPlanError(ValueError):
    """The text is no plan, so that nothing is waived by it."""


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """One entry of `waivers`: `rule` may be broken by what belongs to `resource`, through the day `expires` (UTC)."""

    place: str
    rule: str
    resource: str
    reason: str
    owner: str
    expires: date

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.resource} may break {self.rule} through {self.expires.isoformat()}, "
            f"for this reason: {self.reason}; owner: {self.owner}"
        )


@dataclass(frozen=True, kw_only=True)
class Waivers:
    """The waivers of a plan.

    `plan` is the plan's own name, `names` those of its clusters, pools (`<cluster>/<pool>`) and stores; `malformed`
    are the places of entries that are no waivers.
    """

    given: tuple[Waiver, ...] = ()
    malformed: tuple[str, ...] = ()
    plan: str = ""
    names: frozenset[str] = frozenset()

    def of(self, rule: str, logical_name: str) -> Iterator[Waiver]:
        """Yield the waivers of a rule that name what a resource with this logical name belongs to."""
        for waiver in self.given:
            if waiver.rule == rule and self.covers(waiver.resource, logical_name):
                yield waiver

    def covers(self, named: str, logical_name: str) -> bool:
        """Tell whether a resource belongs to what is named: all do to the plan, else its name has it in whole parts.

        `storage-closed-models` belongs to the store `models`, `pools-train-gpu-spot` to `train/gpu` and to `train`. A
        part of a longer name of the plan counts for that one only: `pools-train-2-gpu` does not belong to `train`
        where there is a cluster `train-2`, and to neither where two names fit the same parts. A name that the plan
        shares with one of its clusters or stores means that one. What all clusters and stores share, such as
        `network-subnet-training`, belongs to the plan alone, and nothing to a name that is no name of one thing.
        """
        if named not in self.names:
            return named == self.plan
        parts = logical_name.split("-")
        if self.is_no_name_of_one_thing(named) or _is_shared(parts, named):
            return False
        own: list[range] = []
        rivals: list[range] = []
        for name in {*self.names, self.plan}:
            is_own = name == named or name.startswith(f"{named}/")
            (own if is_own else rivals).extend(_spans(name, parts))
        return any(not any(_is_within(span, rival) for rival in rivals) for span in own)

    def is_no_name_of_one_thing(self, named: str) -> bool:
        """Tell whether other things have a name's parts too: it is made of words of ours and of the plan's names.

        Beside a cluster `train` a store `train-logs` has the name of that cluster's logs; `train/gpu` is its pool.
        """
        others = self.names - {named} if "/" not in named else frozenset()
        return named in self.names and all(
            part in WORDS or part in others for part in re.split("[-/]", named)
        )


def read_waivers(text: str) -> Waivers:
    """Return the waivers in the text of a plan. Raises NoPlanError where it is no plan."""
    if KEY not in text:
        return Waivers()  # most plans: the parser takes longer than the rest of a pack's start
    plan = _mapping(_composed(text))
    given, malformed = [], []
    for index, entry in enumerate(_elements(plan.get(KEY))):
        waiver = _waiver(f"{KEY}[{index}]", entry)
        given += [waiver] if waiver else []
        malformed += [] if waiver else [f"{KEY}[{index}]"]
    return Waivers(
        given=tuple(given),
        malformed=tuple(malformed),
        plan=_line(plan.get("name")) or "",
        names=frozenset(_names(plan)),
    )


def _composed(text: str) -> Node | None:
    """Return the one document, its aliases not written out and its tags without effect."""
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = MAX_DEPTH
    try:
        return yaml.compose(text)
    except (YAMLError, ValueError, NotImplementedError, RecursionError) as unreadable:
        raise NoPlanError("the plan is no YAML") from unreadable


def _names(plan: dict[str, Node]) -> list[str]:
    names = [name for store in _elements(plan.get("storage")) if (name := _line(_field(store, "name")))]
    for cluster in _elements(plan.get("clusters")):
        name = _line(_field(cluster, "name"))
        pools = [_line(_field(pool, "name")) for pool in _elements(_field(cluster, "pools"))]
        names += [name, *(f"{name}/{pool}" for pool in pools if pool)] if name else []
        if len(names) > MAX_NAMES:
            raise NoPlanError("the plan has more names than a plan can have")
    return names


def _waiver(place: str, entry: Node) -> Waiver | None:
    """Return an entry as a waiver; None where something is missing, too much, or not one line of text."""
    wanted = {field.name for field in fields(Waiver)} - {"place"}
    try:
        said = _mapping(entry)
    except NoPlanError:
        return None
    lines = {key: line for key, node in said.items() if (line := _line(node))}
    if set(said) != wanted or set(lines) != wanted or not DAY.fullmatch(lines["expires"]):
        return None
    try:
        expires = date.fromisoformat(lines.pop("expires"))
    except ValueError:
        return None
    return Waiver(place=place, expires=expires, **lines)


def _mapping(node: Node | None) -> dict[str, Node]:
    """Return key -> node. Raises NoPlanError for anything but a mapping with each key once."""
    pairs: list[tuple[Any, Node]] = node.value if isinstance(node, MappingNode) else []
    found = {key.value: value for key, value in pairs if isinstance(key, ScalarNode)}
    if not isinstance(node, MappingNode) or len(found) < len(pairs):
        raise NoPlanError("the plan is no mapping with each key once")
    return found


def _field(node: Node, key: str) -> Node | None:
    try:
        return _mapping(node).get(key)
    except NoPlanError:
        return None


def _elements(node: Node | None) -> Sequence[Node]:
    return node.value if isinstance(node, SequenceNode) else ()


def _line(node: Node | None) -> str | None:
    """Return one line of text that a terminal may show, as it is written in the plan; None for anything else."""
    text = node.value.strip() if isinstance(node, ScalarNode) else ""
    return text if text.isprintable() and 0 < len(text) <= MAX_CHARACTERS else None


def _is_shared(parts: Sequence[str], named: str) -> bool:
    """Tell whether a resource is one that all clusters and stores share; a firewall lets in `files-<store>` too."""
    of_store = "/" not in named and _spans(f"files-{named}", parts)
    return parts[0] in SHARED and len(parts) > 1 and not of_store


def _spans(named: str, parts: Sequence[str]) -> list[range]:
    """Return where the parts of a name stand, one after the other, among those of a resource's name."""
    wanted = re.split("[-/]", named)
    starts = range(len(parts) - len(wanted) + 1)
    return [range(at, at + len(wanted)) for at in starts if parts[at : at + len(wanted)] == wanted]


def _is_within(inner: range, outer: range) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop
