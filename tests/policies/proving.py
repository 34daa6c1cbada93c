"""What holds of every rule: what is not known at preview is told, and never passed in silence."""

from dataclasses import replace

from policies.judge.resource import Stack
from policies.judge.rule import Rule, StackRule
from tests.policies.breach import PROTECT, UNKNOWN, WHOLE, Breach, broken, verdicts


def assert_unknown_is_told(rule: Rule, sound: Stack, breach: Breach) -> None:
    """Fail where a rule does not wait for a property that can break it, or calls it a breach before it is known."""
    if breach.way in (WHOLE, PROTECT):
        return  # the engine knows these at preview
    if isinstance(rule, StackRule) and _told_by_reference(sound, breach):
        return  # where the value comes from is known at preview, and that is what the rule reads
    found = verdicts(rule, broken(sound, replace(breach, value=UNKNOWN)))
    assert any(verdict.not_known for verdict in found), (
        f"{rule.name} passed {breach.resource} while {breach.way} was not known"
    )
    early = [each.text for verdict in found for each in verdict.violations]
    assert not early, f"{rule.name} refused {breach.resource} while {breach.way} was not known: {early}"


def _told_by_reference(sound: Stack, breach: Breach) -> bool:
    one = next(each for each in sound.resources if each.name == breach.resource)
    first = breach.way.partition(".")[0] if isinstance(breach.way, str) else breach.way[0]
    return bool(one.refers_to.get(first))
