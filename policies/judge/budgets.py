"""By when somebody has to hear of a budget of a cloud, whichever cloud keeps it."""

from policies.judge.setting import Setting

MOST = Setting(
    name="most-percent",
    says="by when somebody is told at the latest, in percent of a budget",
    default=80,
    schema={"type": "number", "minimum": 1, "maximum": 100},
)
