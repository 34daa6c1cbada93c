"""The table of policies/README.md says which rules of the packs hold the promise of each rule about plans."""

import re
from collections import Counter
from pathlib import Path

from policies.on_plan import RULES
from policies.on_plan import require_valid_waivers as waivers

NO_PACKS = ("judge", "on_plan")
POLICIES = Path(__file__).parents[2] / "policies"
NAME = re.compile(r"`((?:require|forbid|restrict)-[a-z0-9-]+(?:-on-\*)?)`")


def rows() -> dict[str, str]:
    """Return what the table has beside each rule about plans."""
    text = (POLICIES / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", text, re.MULTILINE)
    table = [(name, beside) for name, beside in found if name.endswith("-in-plan") or name == waivers.NAME]
    assert len(dict(table)) == len(table), "a rule has one row"
    return dict(table)


def resource_rules() -> set[str]:
    """Return the names of the rules of all packs by their files; `-on-*` stands for what several clouds have."""
    files = {
        path.stem for path in POLICIES.rglob("*.py") if path.relative_to(POLICIES).parts[0] not in NO_PACKS
    }
    names = {
        stem.replace("_", "-") for stem in files if stem.startswith(("require_", "forbid_", "restrict_"))
    }
    clouds = Counter(re.sub("-on-(aws|azure|gcp)$", "-on-*", name) for name in names)
    return names | {name for name, count in clouds.items() if count > 1}


def test_every_rule_about_plans_is_in_the_table_and_no_other() -> None:
    assert set(rows()) == {rule.name for rule in RULES} | {waivers.NAME}


def test_every_rule_that_the_table_names_is_in_a_pack() -> None:
    named = {name for beside in rows().values() for name in NAME.findall(beside)}
    assert named <= resource_rules(), "a promise that nothing keeps is none"
    assert named, "the packs keep promises of plans"


def test_a_rule_that_no_pack_has_says_why() -> None:
    for rule, beside in rows().items():
        reason = beside.removeprefix("none: ") if beside.startswith("none: ") else ""
        assert NAME.search(beside) or len(reason.split()) > 3, f"{rule} has neither"
