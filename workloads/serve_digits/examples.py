"""Held-out digits with their truth, to ask a served model about: `python -m workloads.serve_digits.examples`.

They come from the very split that training uses, so no model of this registry was taught with one of them.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from workloads.digits.data import split_digits
from workloads.digits.image import as_text
from workloads.refusals import InputRefused, end_with_sentence

EXAMPLES = 10


@dataclass(frozen=True)
class Example:
    """One held-out digit: its position in the bundled data, its image (8, 8) with values 0 to 16, its truth."""

    position: int
    image: list[list[float]]
    truth: int


def held_out_examples(count: int = EXAMPLES, seed: int = 0) -> tuple[Example, ...]:
    """That many different held-out digits, the same ones for the same seed.

    Raises InputRefused where fewer are held out.
    """
    held_out = split_digits().held_out
    if not 1 <= count <= len(held_out):
        raise InputRefused(f"{count} examples are not there: 1 to {len(held_out)} digits are held out.")
    chosen = numpy.random.default_rng(seed).choice(len(held_out), size=count, replace=False)
    return tuple(
        Example(
            position=int(held_out.positions[index]),
            image=held_out.images[index].tolist(),
            truth=int(held_out.labels[index]),
        )
        for index in chosen
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the examples as drawings with their truth, or as one JSON document."""
    parser = argparse.ArgumentParser(prog="python -m workloads.serve_digits.examples", allow_abbrev=False)
    parser.add_argument("--count", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    given = parser.parse_args(arguments)
    examples = held_out_examples(given.count, given.seed)
    if given.json:
        print(json.dumps([example.__dict__ for example in examples]))
        return
    for example in examples:
        print(f"{as_text(example.image)}\ntruth: {example.truth}\n")


if __name__ == "__main__":
    end_with_sentence(main)
