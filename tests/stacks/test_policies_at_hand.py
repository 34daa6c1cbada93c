"""Every change is judged by all rules, as the team that owns the project has set them."""

import json
from pathlib import Path

import pytest

from policies.judge.guards import VALID
from stacks.cli.failures import Refused
from stacks.policies_at_hand import SETTINGS, WAIVERS_GUARD, judged_by, lowered


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return the file of a project that says what a team set, which is not there yet."""
    file = tmp_path / SETTINGS
    file.parent.mkdir(parents=True)
    return file


def test_what_a_team_has_set_is_handed_to_the_engine(tmp_path: Path, settings: Path) -> None:
    assert judged_by(tmp_path) == ("--policy-pack", "policies/all")
    settings.write_text(
        '{"all": "mandatory", "restrict-gpus-of-queues": {"most-gpus": 9, "enforcementLevel": "advisory"}}'
    )
    expected = ("--policy-pack", "policies/all", "--policy-pack-config", "stacks/config/policies.json")
    assert judged_by(tmp_path) == expected, "by a path that holds wherever the project is"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("no json", "it is no JSON (Expecting value"),
        ("[]", "it is no mapping"),
        (
            '{"restrict-gpu-of-queues": {"most-gpus": 9}}',
            "no rule is called 'restrict-gpu-of-queues'; write restrict-gpus-of-queues",
        ),
        ('{"restrict-gpus-of-queues": 9}', "restrict-gpus-of-queues is 9; write a level (advisory, "),
        (
            '{"restrict-gpus-of-queues": "off"}',
            'restrict-gpus-of-queues has the level "off"; allowed: advisory, ',
        ),
        (
            '{"all": "disabled", "require-valid-waivers": {"unwaivable": ["require-encrypted-storage"]}}',
            "require-encrypted-storage is unwaivable and disabled at once; leave one of them out",
        ),
        (
            '{"require-valid-waivers": {"unwaivable": [["require-x"]]}}',
            'require-valid-waivers has ["require-x"] among unwaivable; write names of rules',
        ),
        ('{"all": {"enforcementLevel": null}}', "all has the level null; allowed: advisory, "),
        *(
            (f'{{"require-cap-of-workspaces-on-azure": {{"most-gb": {number}}}}}', f"it is no JSON ({why}")
            for number, why in (
                ("Infinity", "Infinity is no number of JSON"),
                ("NaN", "NaN is no number of JSON"),
                ("-1e999", "-1e999 is too large a number"),
                ("9" * 5000, f"{'9' * 20}… is too large a number"),
            )
        ),
        ("[" * 100_000, "it is no JSON (it is nested too deep"),
    ],
)
def test_a_setting_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, settings: Path, said: str, told: str
) -> None:
    settings.write_text(said)
    with pytest.raises(Refused) as refused:
        judged_by(tmp_path)
    assert str(refused.value).startswith(f"{SETTINGS}: {told}") and "\n" not in str(refused.value)


def test_the_numbers_of_what_nobody_may_waive_are_the_team_s_own(tmp_path: Path, settings: Path) -> None:
    said = {
        "restrict-nodes-in-plan": {"most-machines": 1000},
        "restrict-image-registries": {"allowed-registries": ["mirror.example.com/"]},
        "require-valid-waivers": {"unwaivable": ["restrict-nodes-in-plan", "restrict-image-registries"]},
    }
    settings.write_text(json.dumps(said), encoding="utf-8")
    assert judged_by(tmp_path)[-1] == SETTINGS


@pytest.mark.parametrize("there", ["a folder", "a dangling link"])
def test_settings_that_cannot_be_read_are_never_taken_for_none(
    tmp_path: Path, settings: Path, there: str
) -> None:
    settings.mkdir() if there == "a folder" else settings.symlink_to("nowhere")
    with pytest.raises(Refused, match=r"it cannot be read \(.*\); mend it, or remove it"):
        judged_by(tmp_path)


def test_what_refuses_nothing_any_more_is_said(tmp_path: Path, settings: Path) -> None:
    assert lowered(tmp_path) == ()
    settings.write_text('{"all": "disabled", "restrict-gpus-of-queues": {"enforcementLevel": "advisory"}}')
    assert lowered(tmp_path) == (
        f"{SETTINGS} makes every rule disabled: it refuses nothing",
        f"{SETTINGS} makes restrict-gpus-of-queues advisory: it refuses nothing",
    )


def test_what_keeps_the_waivers_is_called_as_the_packs_call_it() -> None:
    assert WAIVERS_GUARD == VALID
