"""What this machine has, what it lacks and the exact remedy, told before anything long starts."""

from stacks.doctor.checks import Check, judge
from stacks.doctor.facts import Facts
from stacks.doctor.gathering import gather
from stacks.doctor.packages import is_for_checks

__all__ = ["Check", "Facts", "gather", "is_for_checks", "judge"]
