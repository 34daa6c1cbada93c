"""What this machine has, what it lacks and the exact remedy, told before anything long starts."""

from stacks.doctor.checks import Check, judge
from stacks.doctor.facts import Facts
from stacks.doctor.gathering import gather

__all__ = ["Check", "Facts", "gather", "judge"]
