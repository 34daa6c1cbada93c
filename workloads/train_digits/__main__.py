"""`python -m workloads.train_digits`: see `workloads/train_digits/training.py`."""

from workloads.refusals import end_with_sentence
from workloads.train_digits.training import main

end_with_sentence(main)
