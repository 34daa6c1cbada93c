"""What a served model is asked about was never used to teach it."""

import json

import pytest

from workloads.digits.data import split_digits
from workloads.refusals import InputRefused
from workloads.serve_digits.examples import held_out_examples, main


def test_ten_different_examples_none_of_which_is_in_training() -> None:
    examples = held_out_examples()
    positions = {example.position for example in examples}
    assert len(examples) == len(positions) == 10, "ten different digits"
    assert not positions & set(split_digits().train.positions.tolist()), "else a good answer proves nothing"


def test_an_example_carries_the_image_and_the_truth_of_its_position() -> None:
    held_out = split_digits().held_out
    truth = dict(zip(held_out.positions.tolist(), held_out.labels.tolist(), strict=True))
    for example in held_out_examples():
        assert example.truth == truth[example.position], "the truth is the bundled label"
        assert [len(row) for row in example.image] == [8] * 8, "ready to be sent"


def test_the_same_seed_asks_the_same_and_another_seed_others() -> None:
    assert held_out_examples(seed=3) == held_out_examples(seed=3), "runs can be compared"
    assert held_out_examples(seed=3) != held_out_examples(seed=4), "and varied"


@pytest.mark.parametrize("count", [0, 361])
def test_more_examples_than_are_held_out_are_refused(count: int) -> None:
    with pytest.raises(InputRefused, match="1 to 360 digits are held out"):
        held_out_examples(count)


def test_the_command_prints_drawings_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--count", "2"])
    assert capsys.readouterr().out.count("truth: ") == 2, "a drawing and a truth each"
    main(["--count", "2", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [{"position", "image", "truth"}] * 2, (
        "what a client sends and compares"
    )
