"""The rules of all packs about one target, and what proves each of them."""

import importlib
import importlib.util
from types import ModuleType
from typing import Any

from policies.judge.rule import Rule
from policies.ray import hosts as on_hosts
from policies.security.__main__ import ON_HOSTS
from tests.policies.breach import Added, Breach

PACKS = ("security", "reliability", "cost", "ray")


def rules_of(target: str) -> tuple[Rule, ...]:
    """Return the rules about a target, pack by pack; those of the security pack about hosts stand in it itself."""
    if target == "hosts":
        return (*ON_HOSTS, *on_hosts.RULES)
    return tuple(rule for each in _modules("policies.{pack}." + target) for rule in each.RULES)


def breaches_of(folder: str) -> dict[str, tuple[Breach, ...]]:
    """Return rule -> what breaks it, from the files of a test folder: one for each pack."""
    found: dict[str, tuple[Breach, ...]] = {}
    for module in _modules(folder + ".{pack}"):
        found |= module.BREACHES
    return found


def added_of(folder: str) -> tuple[Added, ...]:
    """Return the sound resources that are tried besides the examples."""
    return tuple(each for module in _modules(folder + ".{pack}") for each in getattr(module, "ADDED", ()))


def _modules(name: str) -> list[ModuleType]:
    asked = [name.format(pack=pack) for pack in PACKS]
    return [importlib.import_module(each) for each in asked if _is_there(each)]


def _is_there(name: str) -> Any:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
