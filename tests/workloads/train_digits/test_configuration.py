"""Settings out of range are refused all at once, and the same settings are the same run."""

import pytest

from workloads.refusals import InputRefused
from workloads.train_digits.configuration import TrainDigits, from_arguments


def test_every_setting_has_a_flag() -> None:
    given = from_arguments(["--epochs", "3", "--seed", "4", "--workers", "1", "--learning-rate", "0.01"])
    assert given == TrainDigits(epochs=3, seed=4, workers=1, learning_rate=0.01), "flags carry the settings"


def test_all_settings_out_of_range_are_named_at_once() -> None:
    with pytest.raises(InputRefused) as refusal:
        from_arguments(["--epochs", "0", "--workers", "many", "--accelerator", "tpu"])
    lines = str(refusal.value).splitlines()
    assert [line.split()[0] for line in lines] == ["--epochs", "--workers", "--accelerator"], "one line each"
    assert "'0'" in lines[0], "what was given"
    assert "greater than or equal to 1" in lines[0], "what is allowed"


def test_a_batch_that_workers_cannot_share_is_refused() -> None:
    with pytest.raises(InputRefused, match="64 is not a multiple of --workers 3"):
        from_arguments(["--workers", "3"])


def test_a_run_name_cannot_leave_the_checkpoints_store() -> None:
    with pytest.raises(InputRefused, match="--run-name"):
        from_arguments(["--run-name", "../elsewhere"])


def test_the_same_settings_and_code_are_the_same_run() -> None:
    names = [TrainDigits(seed=1).name_of_run("code"), TrainDigits(seed=1).name_of_run("code")]
    assert names[0] == names[1], "a killed job resumes by submitting it again"
    others = {TrainDigits(seed=2).name_of_run("code"), TrainDigits(seed=1).name_of_run("other")}
    assert len({names[0], *others}) == 3, "another seed or other code is another run"


@pytest.mark.parametrize(
    ("accelerator", "gpus", "expected"),
    [("auto", 0, False), ("auto", 1, False), ("auto", 2, True), ("cpu", 2, False), ("gpu", 0, True)],
)
def test_workers_take_gpus_where_ray_has_one_for_each(accelerator: str, gpus: int, expected: bool) -> None:
    settings = TrainDigits.model_validate({"accelerator": accelerator})
    assert settings.uses_gpu({"CPU": 4, "GPU": gpus}) == expected, (
        "two workers and half the GPUs would wait for ever"
    )


def test_what_changes_no_result_changes_no_name() -> None:
    names = {
        TrainDigits().name_of_run("code"),
        TrainDigits(maximum_failures=9).name_of_run("code"),
        TrainDigits(accelerator="cpu").name_of_run("code"),
    }
    assert len(names) == 1, "a run may resume elsewhere, with more patience"
