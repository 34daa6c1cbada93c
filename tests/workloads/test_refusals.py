"""A workload that cannot go on ends with its sentence and its exit code, never with a traceback."""

import pytest

from workloads.refusals import (
    CheckRefused,
    InputRefused,
    WorkloadError,
    WorkloadFailed,
    end_with_sentence,
)


@pytest.mark.parametrize(("kind", "code"), [(WorkloadFailed, 1), (InputRefused, 2), (CheckRefused, 3)])
def test_each_kind_of_refusal_has_its_exit_code(
    kind: type[WorkloadError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def main() -> None:
        raise kind("This is why.")

    with pytest.raises(SystemExit) as ended:
        end_with_sentence(main)
    assert ended.value.code == code, "a script tells input, checks and failures apart by the code"
    assert capsys.readouterr().err == "This is why.\n", "one sentence and nothing else"


def test_an_interruption_ends_with_the_code_of_an_interruption() -> None:
    def main() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        end_with_sentence(main)
    assert ended.value.code == 130, "128 + SIGINT"


def test_an_error_of_the_program_itself_is_not_hidden() -> None:
    def main() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        end_with_sentence(main)
